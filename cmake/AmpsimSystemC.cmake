# SPDX-License-Identifier: BSD-3-Clause
# SystemC, in a build that goes with ours: its library refuses programs of another C++ standard, by a symbol that they do not
# find. That is said here, and not by the linker at the end of the build.
include(CheckCXXSourceCompiles)
find_package(PkgConfig REQUIRED)
pkg_check_modules(SYSTEMC REQUIRED IMPORTED_TARGET systemc)

set(CMAKE_REQUIRED_LIBRARIES PkgConfig::SYSTEMC)
string(MAKE_C_IDENTIFIER "AMPSIM_SYSTEMC_FITS_${SYSTEMC_LINK_LIBRARIES}" systemc_fits) # another library is another question
check_cxx_source_compiles("#include <systemc>
int sc_main(int, char**) { return 0; }
int main() { return sc_core::sc_time_stamp() == sc_core::SC_ZERO_TIME ? 0 : 1; }" ${systemc_fits})
unset(CMAKE_REQUIRED_LIBRARIES)
if(NOT ${systemc_fits})
  message(FATAL_ERROR
    " ${SYSTEMC_LINK_LIBRARIES} (SystemC ${SYSTEMC_VERSION}) cannot be linked with: it was not built as C++${CMAKE_CXX_STANDARD}.\n"
    " Use Debian's: sudo apt-get install libsystemc-dev, and unset PKG_CONFIG_PATH.")
endif()

# Its headers are not free of warnings: take them as system headers.
add_library(ampsim_systemc INTERFACE)
target_include_directories(ampsim_systemc SYSTEM INTERFACE ${SYSTEMC_INCLUDE_DIRS} /usr/include)
target_link_libraries(ampsim_systemc INTERFACE PkgConfig::SYSTEMC)
target_compile_definitions(ampsim_systemc INTERFACE SC_INCLUDE_DYNAMIC_PROCESSES)
