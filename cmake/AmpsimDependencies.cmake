# SPDX-License-Identifier: BSD-3-Clause
# Every library is a Debian package; scripts/packages lists them.
find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
find_package(Boost 1.74 REQUIRED COMPONENTS context)
find_package(fmt REQUIRED)
find_package(spdlog REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(tomlplusplus REQUIRED)
find_package(CLI11 REQUIRED)
find_package(GTest REQUIRED)
find_package(benchmark REQUIRED)
pkg_check_modules(SLIRP REQUIRED IMPORTED_TARGET slirp)

find_path(LIBFDT_INCLUDE_DIR libfdt.h REQUIRED)
find_library(LIBFDT_LIBRARY fdt REQUIRED)
add_library(libfdt::fdt UNKNOWN IMPORTED)
set_target_properties(libfdt::fdt PROPERTIES IMPORTED_LOCATION ${LIBFDT_LIBRARY}
                      INTERFACE_INCLUDE_DIRECTORIES ${LIBFDT_INCLUDE_DIR})

include(AmpsimSystemC)
