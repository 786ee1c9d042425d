# README's two commands are `make demo` and `make test`; `make help` lists the rest.

SHELL := /bin/bash
PREFIX ?= /usr/local
OUTPUT ?= models/demo
SOURCES := Package.swift Sources Tests Examples
SUDO := $(shell [ "$$(id -u)" = 0 ] || echo sudo)

# The header that the build needs on Linux, and the libraries that are opened when a program runs: oneDNN for
# faster products, LAPACK for eigenvalues. With Debian's packages that bring them. Apple systems have
# Accelerate and zlib already.
PACKAGES := $(if $(filter Linux,$(shell uname -s)), \
  $(if $(wildcard /usr/include/zlib.h),,zlib1g-dev) \
  $(if $(wildcard /usr/lib/*/liblapack.so.3 /usr/lib*/liblapack.so.3),,liblapack3) \
  $(if $(wildcard /usr/lib/*/libdnnl.so.[23] /usr/lib*/libdnnl.so.[23]),,libdnnl-dev))

# What the kernels of devices are tested on where there is no card: OpenCL on the processor.
DEVICE_PACKAGES := $(if $(filter Linux,$(shell uname -s)), \
  $(if $(wildcard /usr/lib/*/libOpenCL.so.1 /usr/lib*/libOpenCL.so.1),,ocl-icd-libopencl1) \
  $(if $(wildcard /etc/OpenCL/vendors/pocl.icd),,pocl-opencl-icd) \
  $(if $(wildcard /usr/lib/*/libclblast.so.1 /usr/lib*/libclblast.so.1),,libclblast1))

# What training by several processes is tested with.
PROCESS_PACKAGES := $(if $(filter Linux,$(shell uname -s)), \
  $(if $(wildcard /usr/bin/mpirun.openmpi),,openmpi-bin) $(if $(wildcard /usr/bin/mpirun.mpich),,mpich))

.PHONY: help demo test test-web outside conformance lint format bench docs install \
  dependencies test-dependencies clean

help:
	@echo "make demo      build, train on the built-in recipes and write three (1 to 3 minutes)"
	@echo "make test      build and run all tests, and the outside package"
	@echo "make test-web   try the server's page in headless Chromium, with screenshots in .build/web"
	@echo "make outside   build and run the package in Examples/OutsidePackage"
	@echo "make conformance   run all tests and count the golden cases by group"
	@echo "make lint      check the format of all sources, and the lengths of files and functions"
	@echo "make format    bring all sources into that format"
	@echo "make bench     time training, generation and the matrix product"
	@echo "make docs      write the documentation to .build/documentation"
	@echo "make install   put a statically linked parlance under PREFIX ($(PREFIX))"

# Installs packages where there are any to install, without a failure where they are not to be had.
define INSTALL
	@if [ -n "$(strip $(1))" ]; then \
	  echo "installing $(strip $(1))"; \
	  if command -v apt-get > /dev/null; then \
	    $(SUDO) apt-get update -qq && \
	    for package in $(1); do \
	      DEBIAN_FRONTEND=noninteractive $(SUDO) apt-get install -qq -y $$package > /dev/null \
	        || echo "$$package could not be installed"; \
	    done; \
	  else \
	    echo "please install: $(strip $(1))"; \
	  fi; \
	fi
endef

dependencies:
	$(call INSTALL,$(PACKAGES))

# Without them the tests of devices and of processes are skipped, with a note.
test-dependencies: dependencies
	$(call INSTALL,$(DEVICE_PACKAGES) $(PROCESS_PACKAGES))

demo: dependencies
	swift build -c release --product parlance
	@parlance=$$(swift build -c release --show-bin-path)/parlance && \
	$$parlance lm train --output $(OUTPUT) --overwrite && \
	echo && echo "Three recipes that it writes:" && echo && \
	$$parlance lm generate --model $(OUTPUT) --count 3 --seed 1

# Servers first and by themselves: beside all the rest a slow machine lets them wait for minutes.
test: test-dependencies
	swift build --build-tests --traits Server
	swift test --skip-build --traits Server --filter ParlanceServerTests
	swift test --skip-build --traits Server --skip ParlanceServerTests
	@$(MAKE) --no-print-directory outside

# The page that is in the binary, used by keyboard and by touch, light and dark.
test-web: dependencies
	swift build --product parlance --traits Server
	python3 Tools/web/playground.py --parlance "$$(swift build --show-bin-path --traits Server)/parlance" \
	  --golden Tests/ParlanceTestSupport/Golden --screenshots .build/web

# Builds only what a package gets that depends on this one by its path.
outside: dependencies
	swift run --package-path Examples/OutsidePackage --scratch-path .build/outside OutsidePackage

conformance: dependencies
	@rm -f .build/conformance && mkdir -p .build
	@PARLANCE_CONFORMANCE=$$PWD/.build/conformance $(MAKE) --no-print-directory test
	@awk -F'\t' '{ cases[$$1]++; passed[$$1] += $$3 == "passed"; all++; good += $$3 == "passed" } \
	  END { for (group in cases) printf "%-20s %6d %6d\n", group, cases[group], passed[group] | "sort"; \
	    close("sort"); printf "%-20s %6d %6d\n", "all", all, good }' .build/conformance

lint:
	swift format lint --strict --recursive --parallel $(wildcard $(SOURCES))
	@find Sources -name '*.swift' -not -path '*.docc/*' | sort | xargs awk -f Tools/lint/limits.awk

format:
	swift format --in-place --recursive --parallel $(wildcard $(SOURCES))

bench: dependencies
	swift build -c release --product parlance
	@parlance=$$(swift build -c release --show-bin-path)/parlance && \
	for cell in lstm gru rnn; do \
	  for sizes in "--vocabulary 10000 --hidden 200 --batch 20 --length 20" \
	    "--vocabulary 10000 --hidden 650 --batch 20 --length 35" \
	    "--vocabulary 65 --hidden 256 --batch 50 --length 50"; do \
	    echo "$$cell $$sizes" && $$parlance bench recurrent --cell $$cell --layers 2 $$sizes --steps 10; \
	  done; \
	done && \
	echo "generate, hidden 650" && \
	$$parlance bench generate --cell lstm --vocabulary 10000 --hidden 650 --layers 2 && \
	echo "matmul 700 x 10000 x 650" && $$parlance bench matmul 700 10000 650

# Every target's page; a warning is an error, and so is a public name under no topic.
DOCUMENTED := $(patsubst Sources/%.docc,%,$(wildcard Sources/*/*.docc))
docs: dependencies
	PARLANCE_DOCS=1 swift package --traits Server --scratch-path .build/docs \
	  --allow-writing-to-directory .build/documentation generate-documentation \
	  $(foreach target,$(DOCUMENTED),--target $(notdir $(target))) \
	  --enable-experimental-combined-documentation --warnings-as-errors \
	  --output-path .build/documentation
	python3 Tools/documentation/topics.py .build/docs

# The linker takes archives from a folder that has nothing else: what is installed needs the C library alone.
ARCHIVES = $(if $(filter Linux,$(shell uname -s)), \
  -Xswiftc -L -Xswiftc $(CURDIR)/.build/static -Xswiftc -Xclang-linker -Xswiftc -static-libgcc)

# Half of the binary would be tables of languages and calendars, which Foundation links and nothing here reads:
# their symbol leads elsewhere, where no table is found.
TABLES = nm -g "$$(dirname "$$(readlink -f "$$(command -v swift)")")"/../lib/swift_static/linux/lib_FoundationICU.a \
  2> /dev/null | grep -o 'icudt[0-9]*_dat' | sort -u | sed 's/.*/-Xlinker --defsym=&=main/'

install: dependencies
	@mkdir -p .build/static && for library in libstdc++.a libz.a; do \
	  file=$$(clang -print-file-name=$$library); [ ! -e "$$file" ] || ln -sf "$$file" .build/static/; done
	swift build -c release --traits Server --static-swift-stdlib --product parlance $(ARCHIVES) $$($(TABLES))
	install -d $(DESTDIR)$(PREFIX)/bin
	install -s -m 755 $$(swift build -c release --show-bin-path)/parlance $(DESTDIR)$(PREFIX)/bin/parlance

clean:
	rm -rf .build
