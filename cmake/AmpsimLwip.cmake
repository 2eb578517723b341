# SPDX-License-Identifier: BSD-3-Clause
# The sources of lwIP, from Debian's source package: the hub's network peers are built of them, and the RTOS' network. They
# do not depend on the preset, so all presets share them. Who compiles some: add_dependencies(TARGET lwip_sources).
set(AMPSIM_LWIP ${CMAKE_SOURCE_DIR}/build/lwip/source)
set(AMPSIM_LWIP_CORE
    core/def.c core/inet_chksum.c core/init.c core/ip.c core/mem.c core/memp.c core/netif.c core/pbuf.c core/tcp.c
    core/tcp_in.c core/tcp_out.c core/udp.c core/ipv4/etharp.c core/ipv4/icmp.c core/ipv4/ip4.c core/ipv4/ip4_addr.c
    core/ipv4/ip4_frag.c netif/ethernet.c)
# With an operating system: timers, and sockets above all.
set(AMPSIM_LWIP_SOCKETS
    core/raw.c core/stats.c core/sys.c core/timeouts.c core/ipv4/dhcp.c
    api/api_lib.c api/api_msg.c api/err.c api/if_api.c api/netbuf.c api/sockets.c api/tcpip.c)
list(TRANSFORM AMPSIM_LWIP_CORE PREPEND ${AMPSIM_LWIP}/src/)
list(TRANSFORM AMPSIM_LWIP_SOCKETS PREPEND ${AMPSIM_LWIP}/src/)

add_custom_command(
  OUTPUT ${AMPSIM_LWIP_CORE} ${AMPSIM_LWIP_SOCKETS} ${AMPSIM_LWIP}/COPYING ${CMAKE_SOURCE_DIR}/build/lwip/version
  COMMAND ${CMAKE_SOURCE_DIR}/scripts/lwip-sources ${AMPSIM_DOWNLOADS}/lwip ${CMAKE_SOURCE_DIR}/build/lwip
  DEPENDS ${CMAKE_SOURCE_DIR}/scripts/lwip-sources ${CMAKE_SOURCE_DIR}/scripts/private_apt.py
  COMMENT "lwIP: Debian's sources"
  USES_TERMINAL)
add_custom_target(lwip_sources DEPENDS ${AMPSIM_LWIP_CORE} ${AMPSIM_LWIP_SOCKETS})

install(FILES ${AMPSIM_LWIP}/COPYING DESTINATION ${CMAKE_INSTALL_DATADIR}/ampsim/licences RENAME lwip)
