# `make setup figures` draws all figures, `make setup test` runs all tests, `make help` lists the other targets.

VARIANT ?= release
BUILD   := build/$(VARIANT)
BIN     := $(BUILD)/aslab
CC      ?= gcc
CXX     ?= g++

WARN     := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wdouble-promotion -Wvla
CWARN    := $(WARN) -Wstrict-prototypes -Wmissing-prototypes
FP       := -ffp-contract=off -fno-math-errno -fno-trapping-math
OPT_release := -O2 -g
OPT_O0      := -O0 -g
OPT_O3      := -O3 -g
OPT_debug   := -O0 -g3
OPT_asan    := -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
OPT_tsan    := -O1 -g -fsanitize=thread
OPT_cov     := -O0 -g --coverage
OPT      := $(or $(OPT_$(VARIANT)),$(error VARIANT is one of release O0 O3 debug asan tsan cov))

# CPPFLAGS, CFLAGS, CXXFLAGS, LDFLAGS and LDLIBS from the environment or the command line are added to the project's own options and cannot
# replace them. FP comes last, because results depend on it.
SYSTEM   := sh src/scripts/system-flags
CPP_OWN  := -Isrc -MMD -MP $(shell $(SYSTEM) cppflags)
LD_OWN   := $(shell $(SYSTEM) ldflags)
LIBS     := -lconfuse -lcsv -lmd -lmpfr -lgmp -lpthread -lm
COMPILE   = $(CC) $(CPP_OWN) $(PIC) $(CPPFLAGS) -std=c11 $(OPT) $(FILE_CFLAGS) $(CWARN) $(CFLAGS) $(FP)
COMPILEXX = $(CXX) $(CPP_OWN) $(PIC) $(CPPFLAGS) -std=c++17 $(OPT) $(WARN) -fno-exceptions -fno-rtti $(CXXFLAGS) $(FP)
LINK      = $(CXX) $(OPT) $(CXXFLAGS) $(LD_OWN) $(LDFLAGS) -o $@ $^ $(LIBS) $(LDLIBS)

# The target of the compiler, which can differ from this machine.
ifneq ($(filter-out clean help setup setup-lesson,$(or $(MAKECMDGOALS),all)),)
TARGET := $(shell $(CC) -dumpmachine 2>/dev/null)
ifeq ($(shell echo __SIZEOF_POINTER__ | $(CC) $(CPPFLAGS) $(CFLAGS) -E -P -x c - 2>/dev/null | tail -n 1),4)
$(error aslab needs a 64-bit compiler, and '$(CC)' builds 32-bit programs)
endif
endif

SRC      := $(sort $(filter-out src/lesson/%,$(wildcard src/*/*.c)))
CLI_OBJ  := $(patsubst src/%.c,$(BUILD)/%.o,$(filter src/cli/%,$(SRC))) $(BUILD)/embedded.o
LIB_OBJ  := $(patsubst src/%.c,$(BUILD)/%.o,$(filter-out src/cli/%,$(SRC))) $(BUILD)/base/charconv.o
LIB      := $(BUILD)/libaslab.a
CONF     := $(sort $(wildcard experiments/*.conf))
PLOTS    := $(sort $(wildcard plots/*.gp))
CODE     := $(sort $(filter-out src/api/% src/lesson/%,$(wildcard src/*/*.[ch] src/*/*.cc)))
TESTS    := $(sort $(wildcard tests/*/test_*.c))
TEST_BIN := $(BUILD)/tests/run

# Print a line for each file; V=1 prints the commands.
Q := $(if $(V),,@)
say = $(if $(V),,@echo '  $(1)  $@' >&2;)

all: $(BIN)

$(BIN): $(CLI_OBJ) $(LIB)
	$(call say,LINK)$(LINK)

$(LIB): $(LIB_OBJ)
	$(Q)rm -f $@ && ar rcs $@ $^

$(BUILD)/%.o: src/%.c Makefile
	@mkdir -p $(@D)
	$(call say,CC  )$(COMPILE) -c -o $@ $<

# In fast builds, -O3 vectorises loops over elements.
ifneq ($(VARIANT),$(filter O0 debug cov,$(VARIANT)))
VECTORISED := -O3
endif
$(BUILD)/train/%.o $(BUILD)/metrics/%.o $(BUILD)/data/synthetic.o $(BUILD)/math/random_normal.o: FILE_CFLAGS := $(VECTORISED)
$(BUILD)/math/product_neon.o $(BUILD)/math/product_scalar.o: FILE_CFLAGS := $(VECTORISED)
# These tests use vectors that are wider than the instruction set.
$(BUILD)/tests/support/elementary_%.o: FILE_CFLAGS := -Wno-psabi
ifneq ($(filter x86_64-% amd64-%,$(TARGET)),)
$(BUILD)/loss/kernel_%_avx2.o $(BUILD)/math/random_normal_avx2.o: FILE_CFLAGS := -mavx2
$(BUILD)/loss/kernel_%_avx512.o $(BUILD)/math/random_normal_avx512.o: FILE_CFLAGS := -mavx512f
$(BUILD)/math/product_avx2.o: FILE_CFLAGS := $(VECTORISED) -mavx2 -mfma
$(BUILD)/math/product_avx512.o: FILE_CFLAGS := $(VECTORISED) -mavx512f -mfma
endif

$(BUILD)/%.o: src/%.cc Makefile
	@mkdir -p $(@D)
	$(call say,C++ )$(COMPILEXX) -c -o $@ $<

# experiments/ and plots/ as C arrays, and a digest of the sources, which identifies the program that computed a number. embedded.list
# contains the names of the files, so that removing a file also triggers a rebuild.
$(BUILD)/embedded.c: Makefile src/scripts/embed $(CONF) $(PLOTS) $(CODE) $(BUILD)/embedded.list
	@mkdir -p $(@D)
	@sh src/scripts/embed $(CONF) $(PLOTS) -- $(CODE) > $@
$(BUILD)/embedded.list: FORCE
	@mkdir -p $(@D)
	@echo '$(CONF) $(PLOTS) $(CODE)' | cmp -s - $@ || echo '$(CONF) $(PLOTS) $(CODE)' > $@
$(BUILD)/embedded.o: $(BUILD)/embedded.c
	$(call say,CC  )$(COMPILE) -c -o $@ $<

# The public library: src/api and the layers that it needs, position-independent. Only names aslab_* are visible.
LIB_SO := $(BUILD)/lib/libaslab.$(if $(findstring darwin,$(TARGET)),dylib,so)
$(LIB_SO): $(LIB) src/api/aslab.map src/scripts/library
	$(Q)$(MAKE) --no-print-directory BUILD=$(BUILD)/pic PIC='-fPIC -fvisibility=hidden' \
	  SRC='$(wildcard $(patsubst %,src/%/*.c,api loss metrics math base))' $(BUILD)/pic/libaslab.a
	$(call say,LINK)CXX='$(CXX) $(OPT) $(CXXFLAGS)' LDFLAGS='$(LD_OWN) $(LDFLAGS)' sh src/scripts/library $@ $(BUILD)/pic
library: $(LIB_SO)
install uninstall: $(BIN) $(LIB_SO)
	@BUILD='$(BUILD)' DESTDIR='$(DESTDIR)' PREFIX='$(PREFIX)' sh src/scripts/install $@
deb: # builds again, with the options of a Debian package
	@BUILD='$(BUILD)' MAKE='$(MAKE)' sh src/scripts/deb

figures: $(BIN)
	$(BIN) figures -o out

# The pictures in the READMEs. Some of them need training.
GALLERY := fig1b fig3 fig7 gradient-budget pstar reject-curve reject-trained table1
gallery: $(BIN)
	$(BIN) figures $(GALLERY) -o $(BUILD)/gallery
	cp $(GALLERY:%=$(BUILD)/gallery/%.svg) plots/gallery

# -Wno-double-promotion: in clang, NAN and INFINITY are floats.
$(BUILD)/tests/%.o: tests/%.c Makefile
	@mkdir -p $(@D)
	$(call say,CC  )$(COMPILE) -Itests/support -Wno-double-promotion -DASLAB_BIN='"$(abspath $(BIN))"' -DSOURCE_DIR='"$(CURDIR)"' -c -o $@ $<
$(TEST_BIN): $(patsubst tests/%.c,$(BUILD)/tests/%.o,$(TESTS) tests/run.c tests/support/support.c tests/support/reference.c tests/support/sweep_oracle.c tests/support/autograd.c tests/support/batch_definitions.c tests/support/training_digests.c $(wildcard tests/support/elementary_*.c)) $(LIB)
	$(call say,LINK)$(LINK) $(shell $(SYSTEM) check)

test: $(BIN) $(TEST_BIN) $(if $(filter asan tsan cov,$(VARIANT)),,$(LIB_SO))
	@sh tests/all.sh $(TEST_BIN)

# A program that prints digests of small training runs. It needs no libraries, because it leaves out the readers in src/data.
# tests/long/identical.sh compares its output between compilers and processors.
PURE := $(patsubst src/%.c,$(BUILD)/%.o,$(filter-out src/data/read_%,$(wildcard $(patsubst %,src/%/*.c,base math data metrics loss train))))
$(BUILD)/print_digests: $(BUILD)/tests/support/print_digests.o $(BUILD)/tests/support/training_digests.o $(PURE) $(BUILD)/base/charconv.o
	$(call say,LINK)$(CXX) $(OPT) $(CXXFLAGS) $(LDFLAGS) -o $@ $^ -lpthread -lm $(LDLIBS)

ci-long: $(BIN) $(TEST_BIN) $(LIB_SO)
	@sh .ci/setup-long
	@sh tests/long/run.sh

# Build and test on other systems in a chroot: Debian 13 with gnuplot 6, and arm64 under qemu. Needs root; see tests/README.md.
ci-systems: $(BIN)
	@sh tests/systems/run.sh

bench: $(BIN) $(BUILD)/bench
	@$(BUILD)/bench && sh tests/bench/sweep.sh $(BIN) && sh tests/bench/train.sh $(BIN) && sh tests/bench/mislabel.sh $(BIN) && sh tests/bench/scale.sh "$(abspath $(BIN))"
# Debian's python3-torch works with /usr/bin/python3, which may not be the first python3 on the PATH.
bench-torch: $(BIN) $(BUILD)/bench
	@if /usr/bin/python3 -c 'import torch, scipy, sklearn' 2>/dev/null; then \
	  /usr/bin/python3 tests/bench/torch_loss.py $(BUILD)/bench && /usr/bin/python3 tests/bench/torch_train.py time $(BIN); \
	else echo 'bench-torch: SKIPPED, PyTorch or scikit-learn is not installed (Debian: python3-torch, python3-sklearn)'; fi
$(BUILD)/bench: $(BUILD)/tests/bench/bench.o $(BUILD)/tests/bench/product.o $(LIB)
	$(call say,LINK)$(LINK) -ldl

coverage:
	@sh tests/long/coverage.sh

setup:
	@sh src/scripts/setup

# The lesson: a page that runs the same C code, compiled to WebAssembly.
setup-lesson:
	@sh src/scripts/setup-lesson
lesson: $(BIN)
	@sh src/lesson/build.sh out $(BIN)
test-lesson: $(BIN)
	@sh tests/lesson/run.sh $(BIN)

clean:
	rm -rf build out

help:
	@echo 'make              build $(BIN)'
	@echo 'make setup        install missing packages (apt-get, dnf or brew)'
	@echo 'make figures      compute and draw the experiments in out/'
	@echo 'make gallery      draw the pictures of the READMEs in plots/gallery'
	@echo 'make test         run all tests; VARIANT=asan, tsan, debug, O0, O3 or cov tests another build'
	@echo 'make bench        measure speed; prints lines NAME VALUE UNIT'
	@echo 'make bench-torch  compare the speed with PyTorch'
	@echo 'make install      install in PREFIX (/usr/local) below DESTDIR; make uninstall removes the files'
	@echo 'make deb          build a Debian package'
	@echo 'make library      build the C library'
	@echo 'make setup-lesson lesson  install tools for the lesson and build out/lesson.html; make test-lesson tests it'
	@echo 'make ci-long      run the longer checks: sanitizers, fuzzing, valgrind, killed runs, Slurm and others'
	@echo 'make ci-systems   build and test on Debian 13, and on arm64 under qemu (needs root)'
	@echo 'make coverage     list the lines of src/ that no test reaches'
	@echo 'make clean        delete build/ and out/'

FORCE:
.DELETE_ON_ERROR:
.PHONY: all library install uninstall deb figures gallery test ci-long ci-systems coverage bench bench-torch setup setup-lesson lesson test-lesson clean help FORCE
-include $(shell find $(BUILD) -name '*.d' -type f 2>/dev/null)
