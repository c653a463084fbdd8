# lwIP with patches of ours, as programs: each is lwip_shows with the patched source files compiled in before the
# archive of the stack, so that the linker takes nothing of them from there.

get_target_property(lwip_dir tspec_lwip_objects TSPEC_LWIP_DIR)
get_target_property(lwip_sections tspec_lwip_objects TSPEC_LWIP_SECTIONS)

# tspec_lwip_variant(NAME PATCH...): the program lwip_NAME. Optimised little, since compiling is what takes the time.
function(tspec_lwip_variant name)
  set(out ${CMAKE_CURRENT_BINARY_DIR}/lwip_${name}.src)
  set(changed)
  set(patches)
  foreach(patch IN LISTS ARGN)
    set(patch ${CMAKE_CURRENT_SOURCE_DIR}/lwip-patches/${patch}.patch)
    list(APPEND patches ${patch})
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${patch})
    file(STRINGS ${patch} files REGEX "^\\+\\+\\+ b/src/core/")
    list(TRANSFORM files REPLACE "^\\+\\+\\+ b/src/core/([a-z_]+).c.*" "\\1")
    list(APPEND changed ${files})
  endforeach()
  list(REMOVE_DUPLICATES changed)
  set(originals)
  set(sources)
  foreach(file IN LISTS changed)
    list(APPEND originals ${lwip_dir}/src/core/${file}.c)
    list(APPEND sources ${out}/src/core/${file}.c)
  endforeach()
  add_custom_command(
    OUTPUT ${sources}
    COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/lwip_patched.sh ${lwip_dir} ${out} ${patches}
    DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/lwip_patched.sh ${originals} ${patches}
    VERBATIM)
  add_custom_target(lwip_${name}_patched DEPENDS ${sources}) # one owner: make would patch once for each library

  set(objects)
  foreach(file IN LISTS changed)
    set(library lwip_${name}_${file})
    add_library(${library} OBJECT ${out}/src/core/${file}.c)
    add_dependencies(${library} lwip_${name}_patched)
    target_include_directories(${library} PRIVATE $<TARGET_PROPERTY:tspec_lwip_objects,INCLUDE_DIRECTORIES>)
    target_compile_definitions(${library} PRIVATE $<TARGET_PROPERTY:tspec_lwip_objects,COMPILE_DEFINITIONS>)
    target_compile_options(${library} PRIVATE $<TARGET_PROPERTY:tspec_lwip_objects,COMPILE_OPTIONS> -O1)
    add_custom_command(
      OUTPUT ${out}/${file}.o
      COMMAND ${CMAKE_OBJCOPY} ${lwip_sections} $<TARGET_OBJECTS:${library}> ${out}/${file}.o
      DEPENDS ${library} $<TARGET_OBJECTS:${library}>
      VERBATIM)
    list(APPEND objects ${out}/${file}.o)
  endforeach()
  add_executable(lwip_${name} ${objects})
  set_target_properties(lwip_${name} PROPERTIES LINKER_LANGUAGE C)
  set_target_properties(lwip_${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
  target_link_libraries(lwip_${name} PRIVATE lwip_shows_main tspec_campaign tspec_sut)
endfunction()

# tspec_lwip_patch(NAME [SCENARIO...]): the patch mends corpus/lwip/NAME.scn and these. A build with sanitizers leaves that
# to the other: it takes three times as long, and says the same.
function(tspec_lwip_patch name)
  set(lwip_patches ${lwip_patches} ${name} PARENT_SCOPE)
  if(TSPEC_SANITIZE)
    return()
  endif()
  set(scenarios)
  foreach(scenario IN LISTS name ARGN)
    list(APPEND scenarios ${CMAKE_SOURCE_DIR}/corpus/lwip/${scenario}.scn)
  endforeach()
  tspec_lwip_variant(${name} ${name})
  add_test(NAME lwip_patch_${name} COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/lwip_patches.sh $<TARGET_FILE:lwip_shows>
                                           $<TARGET_FILE:lwip_${name}> ${scenarios})
  set_tests_properties(lwip_patch_${name} PROPERTIES LABELS corpus)
endfunction()
