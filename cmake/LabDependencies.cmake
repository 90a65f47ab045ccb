# Every third-party library, found once. A missing one stops the configure step with the line that
# installs it. Which folder may use which is a table in tools/tidy_tables.py.

# lab_require(<package> <its Debian packages> [version and other arguments of find_package])
macro(lab_require package debian_packages)
  find_package(${package} ${ARGN} QUIET)
  if(NOT ${package}_FOUND)
    message(FATAL_ERROR "${package} is missing. Install it with: "
                        "sudo apt-get install ${debian_packages} (or run tools/install-deps)")
  endif()
endmacro()

lab_require(Threads libc6-dev)
lab_require(fmt libfmt-dev)
lab_require(nlohmann_json nlohmann-json3-dev)
lab_require(simdjson libsimdjson-dev)
lab_require(OpenSSL libssl-dev)
lab_require(ZLIB zlib1g-dev)
lab_require(Boost libboost1.81-dev 1.81)
lab_require(benchmark libbenchmark-dev)
lab_require(CLI11 libcli11-dev)
lab_require(yaml-cpp libyaml-cpp-dev)
# Draws the charts of the HTML report; embedded with its licence, so neither is needed at run time.
find_file(LAB_CHART_JS chart.min.js PATHS /usr/share/javascript/chart.js)
find_file(LAB_CHART_JS_LICENCE copyright PATHS /usr/share/doc/libjs-chart.js NO_DEFAULT_PATH)
if(NOT LAB_CHART_JS OR NOT LAB_CHART_JS_LICENCE)
  message(FATAL_ERROR "Chart.js is missing. Install it with: "
                      "sudo apt-get install libjs-chart.js (or run tools/install-deps)")
endif()
if(LAB_TESTS)
  lab_require(GTest "libgtest-dev libgmock-dev")
  lab_require(Python3 python3 COMPONENTS Interpreter)
  lab_require(PkgConfig pkg-config)
  # Debian's cpp-httplib brings no CMake files.
  pkg_check_modules(httplib QUIET IMPORTED_TARGET cpp-httplib)
  if(NOT httplib_FOUND)
    message(FATAL_ERROR "cpp-httplib is missing. Install it with: "
                        "sudo apt-get install libcpp-httplib-dev (or run tools/install-deps)")
  endif()
  add_library(httplib::httplib ALIAS PkgConfig::httplib)
endif()
