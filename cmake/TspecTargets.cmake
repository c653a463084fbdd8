# Our own code is compiled with these; a stack under test keeps its own flags.
add_library(tspec_flags INTERFACE)
target_include_directories(tspec_flags INTERFACE ${CMAKE_SOURCE_DIR})
target_compile_definitions(tspec_flags INTERFACE _POSIX_C_SOURCE=200809L)
target_compile_options(tspec_flags INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wstrict-prototypes
                       -Wmissing-prototypes -Wpointer-arith -Wwrite-strings -Wvla
                       $<$<BOOL:${TSPEC_WERROR}>:-Werror>)
if(TSPEC_SANITIZE)
  add_compile_options(-fsanitize=${TSPEC_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${TSPEC_SANITIZE})
endif()

# tspec_library(NAME SOURCES a.c b.c LIBS x y): one module of ours.
function(tspec_library name)
  cmake_parse_arguments(A "" "" "SOURCES;LIBS" ${ARGN})
  add_library(${name} STATIC ${A_SOURCES})
  target_link_libraries(${name} PUBLIC tspec_flags ${A_LIBS})
endfunction()

# tspec_test(NAME LABEL unit SOURCES t.c LIBS x): a cmocka program and its ctest.
function(tspec_test name)
  cmake_parse_arguments(A "" "LABEL" "SOURCES;LIBS" ${ARGN})
  add_executable(${name} ${A_SOURCES})
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
  target_compile_definitions(${name} PRIVATE TSPEC_SOURCE_DIR="${CMAKE_SOURCE_DIR}"
                             TSPEC_BINARY_DIR="${CMAKE_BINARY_DIR}")
  target_link_libraries(${name} PRIVATE ${A_LIBS} tspec_flags cmocka)
  add_test(NAME ${name} COMMAND ${name} WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
  set_tests_properties(${name} PROPERTIES LABELS ${A_LABEL} TIMEOUT 240)
endfunction()
