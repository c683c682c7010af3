# find_package(hpy CONFIG REQUIRED): builds HPy extensions with CMake.
#
#   hpy_add_module(NAME [ABI universal|hybrid|cpython] [ABI_MINOR N] SOURCE...)
#
# adds the target NAME, a module that Python imports. Its file has the right name. ABI is the variable HPY_ABI where it is
# left out, and universal without that: such a module needs no Python to be built, and one file runs on all of them. The
# other two want Python.h: find_package(Python COMPONENTS Interpreter Development.Module) before. ABI_MINOR, or the
# variable HPY_ABI_MINOR, is the newest minor version of the ABI that the sources use; without it, the newest of these
# headers. With 0, for hosts of HPy 0.9, HPy's own part of the module is compiled for them, too.
#
# Also set: hpy_INCLUDE_DIR, hpy_VERSION. hpy lies where "python -m hpy config --cmakedir" says; hand that to CMake as
# hpy_DIR. scikit-build-core finds it by itself.

cmake_minimum_required(VERSION 3.15)

get_filename_component(_hpy_devel "${CMAKE_CURRENT_LIST_DIR}/.." ABSOLUTE)
set(hpy_INCLUDE_DIR "${_hpy_devel}/include")
set(_hpy_dir "${_hpy_devel}" CACHE INTERNAL "the folder of hpy.devel")
file(STRINGS "${hpy_INCLUDE_DIR}/hpy/generated/abi_minor.h" _hpy_line REGEX "define HPY_ABI_MINOR_LATEST ")
string(REGEX REPLACE ".*LATEST +([0-9]+).*" "\\1" _hpy_line "${_hpy_line}")
set(_hpy_newest_minor "${_hpy_line}" CACHE INTERNAL "the newest minor version of the ABI")

# The target with HPy's own part of extensions in this ABI and minor version: the static library that came with hpy where
# it was made for the same, or one that is compiled here, once for all modules.
function(_hpy_own_part abi minor result)
  set(target "hpy-${abi}")
  if(minor STREQUAL _hpy_newest_minor OR abi STREQUAL "cpython") # which calls no host's functions
    set(minor "")
  endif()
  if(NOT minor STREQUAL "")
    string(APPEND target "-minor${minor}")
  endif()
  set(${result} ${target} PARENT_SCOPE)
  if(TARGET ${target})
    return()
  endif()
  file(GLOB library "${_hpy_dir}/lib/${abi}/libhpy-*.a")
  set(record "")
  if(library AND minor STREQUAL "" AND NOT CMAKE_CROSSCOMPILING AND NOT CMAKE_OSX_ARCHITECTURES
     AND CMAKE_C_COMPILER_ID MATCHES "GNU|Clang")
    file(READ "${_hpy_dir}/lib/${abi}/record.json" record)
  endif()
  if(abi STREQUAL "universal" AND NOT record STREQUAL "")
    set(fits ON)
  elseif(NOT record STREQUAL "")
    string(FIND "${record}" "\".${Python_SOABI}." fits)
    if(fits EQUAL -1)
      set(fits OFF)
    else()
      set(fits ON)
    endif()
  endif()
  if(fits)
    add_library(${target} STATIC IMPORTED GLOBAL)
    set_target_properties(${target} PROPERTIES IMPORTED_LOCATION "${library}")
    return()
  endif()
  file(GLOB sources "${_hpy_dir}/src/runtime/*.c")
  if(abi STREQUAL "cpython")
    file(GLOB bodies "${_hpy_dir}/src/cpython/*.c" "${_hpy_dir}/src/cpython/types/*.c")
    list(APPEND sources ${bodies})
  else()
    list(REMOVE_ITEM sources "${_hpy_dir}/src/runtime/tracker.c")
  endif()
  add_library(${target} STATIC ${sources})
  set_target_properties(${target} PROPERTIES
    C_STANDARD 11 C_VISIBILITY_PRESET hidden POSITION_INDEPENDENT_CODE ON EXCLUDE_FROM_ALL ON)
  _hpy_settings(${target} ${abi} "${minor}")
endfunction()

function(_hpy_settings target abi minor)
  string(TOUPPER "${abi}" macro)
  target_compile_definitions(${target} PRIVATE HPY "HPY_ABI_${macro}")
  if(NOT minor STREQUAL "")
    target_compile_definitions(${target} PRIVATE "HPY_ABI_MINOR=${minor}")
  endif()
  if(abi STREQUAL "universal")
    target_include_directories(${target} BEFORE PRIVATE "${_hpy_dir}/include/hpy/forbid_python_h")
  else()
    target_include_directories(${target} PRIVATE ${Python_INCLUDE_DIRS})
  endif()
  target_include_directories(${target} PRIVATE "${_hpy_dir}/include")
  if(NOT MSVC)
    target_compile_options(${target} PRIVATE -ffunction-sections -fdata-sections)
  endif()
endfunction()

function(hpy_add_module name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "ABI;ABI_MINOR" "")
  set(abi "${HPY_ABI}")
  if(arg_ABI)
    set(abi "${arg_ABI}")
  elseif(abi STREQUAL "")
    set(abi universal)
  endif()
  if(NOT abi MATCHES "^(universal|hybrid|cpython)$")
    message(FATAL_ERROR "hpy_add_module(${name}): unknown HPy ABI \"${abi}\"; choose universal, hybrid or cpython")
  endif()
  set(minor "${HPY_ABI_MINOR}")
  if(DEFINED arg_ABI_MINOR)
    set(minor "${arg_ABI_MINOR}")
  endif()
  if(NOT minor STREQUAL "" AND (NOT minor MATCHES "^[0-9]+$" OR minor GREATER _hpy_newest_minor))
    message(FATAL_ERROR "hpy_add_module(${name}): unknown minor version \"${minor}\" of the ABI; "
      "choose 0 to ${_hpy_newest_minor}")
  endif()
  if(NOT arg_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "hpy_add_module(${name}): no sources are given")
  endif()
  if(NOT abi STREQUAL "universal" AND NOT Python_INCLUDE_DIRS)
    if(DEFINED Python_FOUND)
      message(FATAL_ERROR "hpy_add_module(${name}): the HPy ABI ${abi} needs Python.h, which CMake has not found; "
        "install it: 'apt install python3-dev' (Debian, Ubuntu), 'dnf install python3-devel' (Fedora); or choose ABI universal")
    endif()
    message(FATAL_ERROR "hpy_add_module(${name}): the HPy ABI ${abi} needs Python.h; write "
      "find_package(Python COMPONENTS Interpreter Development.Module) before, or choose ABI universal")
  endif()

  add_library(${name} MODULE ${arg_UNPARSED_ARGUMENTS})
  _hpy_own_part(${abi} "${minor}" own)
  _hpy_settings(${name} ${abi} "${minor}")
  target_link_libraries(${name} PRIVATE ${own} ${CMAKE_DL_LIBS})
  if(NOT abi STREQUAL "universal" AND TARGET Python::Module)
    target_link_libraries(${name} PRIVATE Python::Module)
  endif()
  if(APPLE)
    target_link_options(${name} PRIVATE -Wl,-dead_strip)
  elseif(NOT MSVC)
    target_link_options(${name} PRIVATE -Wl,--gc-sections)
    if(CMAKE_SYSTEM_NAME STREQUAL "Linux") # nothing that the loader writes to is written to afterwards
      target_link_options(${name} PRIVATE -Wl,-z,relro -Wl,-z,now -Wl,-z,noexecstack)
    endif()
  endif()

  set(suffix ".so")
  if(WIN32)
    set(suffix ".pyd")
  endif()
  if(NOT abi STREQUAL "universal" AND Python_SOABI)
    set(suffix ".${Python_SOABI}${suffix}")
  endif()
  set_target_properties(${name} PROPERTIES
    PREFIX "" SUFFIX "${suffix}" DEBUG_POSTFIX ""
    C_VISIBILITY_PRESET hidden CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON)
endfunction()
