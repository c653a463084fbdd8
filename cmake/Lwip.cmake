# lwIP, compiled from its sources with the adapter's options, as the library tspec_lwip_stack.
#
# Sets TSPEC_LWIP_INCLUDES and TSPEC_LWIP_DEFINITIONS for the adapter, or nothing when there is no lwIP to build.
# All of lwIP's variables end up in the sections tspec_lwip_data and tspec_lwip_bss, so that the adapter can put them
# back between scenarios: gcc has no pragma for that, so objcopy renames the sections of the finished archive.

set(lwip_dir "${TSPEC_LWIP_DIR}")
if(NOT lwip_dir)
  set(lwip_dir ${CMAKE_SOURCE_DIR}/build/deps/lwip)
  if(NOT EXISTS ${lwip_dir}/src/core/tcp.c)
    message(STATUS "lwIP: none; building without it (script/fetch-lwip fetches it, TSPEC_LWIP_DIR names a tree)")
    return()
  endif()
endif()
get_filename_component(lwip_dir ${lwip_dir} ABSOLUTE)

# What every tree since 2.0.0 has, and what a tree may have beside it.
set(lwip_needed core/def.c core/inet_chksum.c core/init.c core/ip.c core/mem.c core/memp.c core/netif.c core/pbuf.c
    core/tcp.c core/tcp_in.c core/tcp_out.c core/timeouts.c core/ipv4/icmp.c core/ipv4/ip4.c core/ipv4/ip4_addr.c
    include/lwip/init.h include/lwip/priv/tcp_priv.h)
set(lwip_possible core/stats.c core/sys.c core/ipv4/ip4_frag.c)
set(lwip_sources)
set(lwip_missing)
foreach(file IN LISTS lwip_needed)
  if(NOT EXISTS ${lwip_dir}/src/${file})
    list(APPEND lwip_missing src/${file})
  elseif(file MATCHES "\\.c$")
    list(APPEND lwip_sources ${lwip_dir}/src/${file})
  endif()
endforeach()
if(lwip_missing)
  # Indented: CMake breaks no such line, however long the directory's name is.
  list(JOIN lwip_missing "\n    " lwip_missing)
  message(FATAL_ERROR "  TSPEC_LWIP_DIR=${lwip_dir} is no lwIP tree of 2.0.0 or later: missing\n    ${lwip_missing}")
endif()
foreach(file IN LISTS lwip_possible)
  if(EXISTS ${lwip_dir}/src/${file})
    list(APPEND lwip_sources ${lwip_dir}/src/${file})
  endif()
endforeach()
if(NOT CMAKE_OBJCOPY)
  message(FATAL_ERROR "lwIP: objcopy not found (package binutils)")
endif()

set(TSPEC_LWIP_INCLUDES ${CMAKE_CURRENT_LIST_DIR}/../harness/sut/lwip/port ${lwip_dir}/src/include)
set(TSPEC_LWIP_DEFINITIONS)
file(STRINGS ${lwip_dir}/src/core/tcp.c lwip_isn_hook REGEX "LWIP_HOOK_TCP_ISN" LIMIT_COUNT 1)
if(lwip_isn_hook)
  list(APPEND TSPEC_LWIP_DEFINITIONS TSPEC_LWIP_HAS_ISN_HOOK)
endif()
if(TSPEC_LWIP_OPTS)
  get_filename_component(lwip_opts ${TSPEC_LWIP_OPTS} ABSOLUTE)
  if(NOT EXISTS ${lwip_opts})
    message(FATAL_ERROR "TSPEC_LWIP_OPTS=${lwip_opts}: there is no such file")
  endif()
  list(APPEND TSPEC_LWIP_DEFINITIONS TSPEC_LWIP_USER_OPTS="${lwip_opts}")
endif()

# The stack keeps its own warnings to itself; sanitizers and coverage come with the directory's options.
add_library(tspec_lwip_objects STATIC ${lwip_sources})
target_include_directories(tspec_lwip_objects PRIVATE ${TSPEC_LWIP_INCLUDES} ${CMAKE_SOURCE_DIR})
target_compile_definitions(tspec_lwip_objects PRIVATE ${TSPEC_LWIP_DEFINITIONS})
target_compile_options(tspec_lwip_objects PRIVATE -w -fno-common -fno-data-sections -fno-lto)

set(lwip_sections --rename-section .data=tspec_lwip_data --rename-section .data.rel=tspec_lwip_data
    --rename-section .data.rel.local=tspec_lwip_data --rename-section .bss=tspec_lwip_bss)
set(lwip_archive ${CMAKE_CURRENT_BINARY_DIR}/libtspec_lwip_stack.a)
add_custom_command(
  OUTPUT ${lwip_archive}
  COMMAND ${CMAKE_OBJCOPY} ${lwip_sections} $<TARGET_FILE:tspec_lwip_objects> ${lwip_archive}
  DEPENDS tspec_lwip_objects
  VERBATIM)
add_custom_target(tspec_lwip_renamed DEPENDS ${lwip_archive})
add_library(tspec_lwip_stack STATIC IMPORTED GLOBAL)
set_target_properties(tspec_lwip_stack PROPERTIES IMPORTED_LOCATION ${lwip_archive})
add_dependencies(tspec_lwip_stack tspec_lwip_renamed)

foreach(part MAJOR MINOR REVISION)
  file(STRINGS ${lwip_dir}/src/include/lwip/init.h line REGEX "define LWIP_VERSION_${part} +[0-9]")
  string(REGEX REPLACE ".*LWIP_VERSION_${part} +([0-9]+).*" "\\1" lwip_${part} "${line}")
endforeach()
message(STATUS "lwIP: ${lwip_MAJOR}.${lwip_MINOR}.${lwip_REVISION} from ${lwip_dir}")

# For the tests, which compile files of it again with patches.
set_target_properties(tspec_lwip_objects PROPERTIES
                      TSPEC_LWIP_DIR "${lwip_dir}" TSPEC_LWIP_SECTIONS "${lwip_sections}"
                      TSPEC_LWIP_VERSION ${lwip_MAJOR}.${lwip_MINOR}.${lwip_REVISION})
