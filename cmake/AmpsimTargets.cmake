# SPDX-License-Identifier: BSD-3-Clause
# How every target is built: warnings are errors, one set of flags, include paths from the top of the tree.
add_library(ampsim_options INTERFACE)
target_include_directories(ampsim_options INTERFACE ${CMAKE_SOURCE_DIR})
target_compile_options(ampsim_options INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion -Werror)
if(AMPSIM_SANITIZE)
  target_compile_options(ampsim_options INTERFACE -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer)
  target_link_options(ampsim_options INTERFACE -fsanitize=address,undefined)
  # SystemC's threads have stacks that AddressSanitizer does not know. An exception then leaves marks on the stack of what it
  # went through, and the next that is there is blamed. The fuzz targets have no SystemC, and look at stacks too.
  if(NOT AMPSIM_FUZZ AND CMAKE_CXX_COMPILER_ID STREQUAL GNU)
    target_compile_options(ampsim_options INTERFACE --param=asan-stack=0)
  elseif(NOT AMPSIM_FUZZ)
    target_compile_options(ampsim_options INTERFACE "SHELL:-mllvm -asan-stack=0")
  endif()
endif()
if(AMPSIM_FUZZ)
  if(NOT CMAKE_CXX_COMPILER_ID MATCHES Clang)
    message(FATAL_ERROR "AMPSIM_FUZZ needs Clang: cmake --preset fuzz")
  endif()
  target_compile_options(ampsim_options INTERFACE -fsanitize=fuzzer-no-link)
endif()

# ampsim_library(NAME SOURCES a.cpp b.cpp LINK lib...): a static library of one folder.
function(ampsim_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINK" ${ARGN})
  add_library(${name} STATIC ${ARG_SOURCES})
  target_link_libraries(${name} PUBLIC ampsim_options ${ARG_LINK})
endfunction()

# ampsim_unit_test(NAME SOURCES a.cpp LINK lib...): GoogleTest, label "unit". Each test case is a process of its
# own, so each has a fresh SystemC kernel.
include(GoogleTest)
set(unit_test_timeout 60)
if(AMPSIM_SANITIZE)
  set(unit_test_timeout 600)
endif()
# Tests are compiled far more often than they run: without optimisation, and with lines as their only debug information, in
# half the time. What they test is built as ever.
add_library(ampsim_test_options INTERFACE)
target_link_libraries(ampsim_test_options INTERFACE ampsim_options)
target_compile_options(ampsim_test_options INTERFACE $<$<CONFIG:RelWithDebInfo>:-O0 -g1>)

function(ampsim_unit_test name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINK" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE ampsim_test_options ${ARG_LINK} GTest::gmock GTest::gtest)
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
  gtest_discover_tests(${name} DISCOVERY_MODE POST_BUILD DISCOVERY_TIMEOUT 60 PROPERTIES LABELS unit TIMEOUT ${unit_test_timeout})
endfunction()
