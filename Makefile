# aslab: `make setup figures` draws everything, `make setup test` tests everything. `make help` lists the rest.

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

# CPPFLAGS, CFLAGS, CXXFLAGS, LDFLAGS and LDLIBS are the caller's, from the environment or the command line. They are added
# to the project's own options and cannot replace them; FP comes last, because results depend on it.
SYSTEM   := sh src/scripts/system-flags
CPP_OWN  := -Isrc -MMD -MP $(shell $(SYSTEM) cppflags)
LD_OWN   := $(shell $(SYSTEM) ldflags)
LIBS     := -lconfuse -lcsv -lmd -lmpfr -lgmp -lpthread -lm
COMPILE   = $(CC) $(CPP_OWN) $(PIC) $(CPPFLAGS) -std=c11 $(OPT) $(FILE_CFLAGS) $(CWARN) $(CFLAGS) $(FP)
COMPILEXX = $(CXX) $(CPP_OWN) $(PIC) $(CPPFLAGS) -std=c++17 $(OPT) $(WARN) -fno-exceptions -fno-rtti $(CXXFLAGS) $(FP)
LINK      = $(CXX) $(OPT) $(CXXFLAGS) $(LD_OWN) $(LDFLAGS) -o $@ $^ $(LIBS) $(LDLIBS)

# What the compiler builds for, which need not be this machine.
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

# A line a file; V=1 shows the commands.
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

# Loops over elements are for the vectoriser, in builds that are to be fast.
ifneq ($(VARIANT),$(filter O0 debug cov,$(VARIANT)))
VECTORISED := -O3
endif
$(BUILD)/train/%.o $(BUILD)/metrics/%.o $(BUILD)/data/synthetic.o $(BUILD)/math/random_normal.o: FILE_CFLAGS := $(VECTORISED)
$(BUILD)/math/product_neon.o $(BUILD)/math/product_scalar.o: FILE_CFLAGS := $(VECTORISED)
# Vectors wider than the instruction set, for the test alone.
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

# experiments/ and plots/ as C arrays, and a digest of the sources, which says what a number was computed by. The list
# of names is kept, so that a removed file is noticed too.
$(BUILD)/embedded.c: Makefile src/scripts/embed $(CONF) $(PLOTS) $(CODE) $(BUILD)/embedded.list
	@mkdir -p $(@D)
	@sh src/scripts/embed $(CONF) $(PLOTS) -- $(CODE) > $@
$(BUILD)/embedded.list: FORCE
	@mkdir -p $(@D)
	@echo '$(CONF) $(PLOTS) $(CODE)' | cmp -s - $@ || echo '$(CONF) $(PLOTS) $(CODE)' > $@
$(BUILD)/embedded.o: $(BUILD)/embedded.c
	$(call say,CC  )$(COMPILE) -c -o $@ $<

# What other programs link to: src/api and what it needs, position-independent; of its names only aslab_* are seen.
LIB_SO := $(BUILD)/lib/libaslab.$(if $(findstring darwin,$(TARGET)),dylib,so)
$(LIB_SO): $(LIB) src/api/aslab.map src/scripts/library
	$(Q)$(MAKE) --no-print-directory BUILD=$(BUILD)/pic PIC='-fPIC -fvisibility=hidden' \
	  SRC='$(wildcard $(patsubst %,src/%/*.c,api loss metrics math base))' $(BUILD)/pic/libaslab.a
	$(call say,LINK)CXX='$(CXX) $(OPT) $(CXXFLAGS)' LDFLAGS='$(LD_OWN) $(LDFLAGS)' sh src/scripts/library $@ $(BUILD)/pic
library: $(LIB_SO)
install uninstall: $(BIN) $(LIB_SO)
	@BUILD='$(BUILD)' DESTDIR='$(DESTDIR)' PREFIX='$(PREFIX)' sh src/scripts/install $@
deb: # builds once more, with the options of a package
	@BUILD='$(BUILD)' MAKE='$(MAKE)' sh src/scripts/deb

figures: $(BIN)
	$(BIN) figures -o out

# The pictures that the READMEs show, some of which need training.
GALLERY := fig1b fig3 fig7 gradient-budget pstar reject-curve reject-trained table1
gallery: $(BIN)
	$(BIN) figures $(GALLERY) -o $(BUILD)/gallery
	cp $(GALLERY:%=$(BUILD)/gallery/%.svg) plots/gallery

# clang: NAN and INFINITY are floats.
$(BUILD)/tests/%.o: tests/%.c Makefile
	@mkdir -p $(@D)
	$(call say,CC  )$(COMPILE) -Itests/support -Wno-double-promotion -DASLAB_BIN='"$(abspath $(BIN))"' -DSOURCE_DIR='"$(CURDIR)"' -c -o $@ $<
$(TEST_BIN): $(patsubst tests/%.c,$(BUILD)/tests/%.o,$(TESTS) tests/run.c tests/support/support.c tests/support/reference.c tests/support/sweep_oracle.c tests/support/autograd.c tests/support/batch_definitions.c tests/support/training_digests.c $(wildcard tests/support/elementary_*.c)) $(LIB)
	$(call say,LINK)$(LINK) $(shell $(SYSTEM) check)

test: $(BIN) $(TEST_BIN) $(if $(filter asan tsan cov,$(VARIANT)),,$(LIB_SO))
	@sh tests/all.sh $(TEST_BIN)

# Digests of small training runs, from the layers that training needs, without any library (the readers in src/data need
# some): tests/long/identical.sh compares those of other compilers and processors.
PURE := $(patsubst src/%.c,$(BUILD)/%.o,$(filter-out src/data/read_%,$(wildcard $(patsubst %,src/%/*.c,base math data metrics loss train))))
$(BUILD)/print_digests: $(BUILD)/tests/support/print_digests.o $(BUILD)/tests/support/training_digests.o $(PURE) $(BUILD)/base/charconv.o
	$(call say,LINK)$(CXX) $(OPT) $(CXXFLAGS) $(LDFLAGS) -o $@ $^ -lpthread -lm $(LDLIBS)

ci-long: $(BIN) $(TEST_BIN) $(LIB_SO)
	@sh .ci/setup-long
	@sh tests/long/run.sh

# Other systems in a chroot: Debian 13 with gnuplot 6, and arm64 under qemu. Needs root; see tests/README.md.
ci-systems: $(BIN)
	@sh tests/systems/run.sh

bench: $(BIN) $(BUILD)/bench
	@$(BUILD)/bench && sh tests/bench/sweep.sh $(BIN) && sh tests/bench/train.sh $(BIN) && sh tests/bench/mislabel.sh $(BIN) && sh tests/bench/scale.sh "$(abspath $(BIN))"
# Debian's python3-torch belongs to /usr/bin/python3, which need not be the first on the PATH.
bench-torch: $(BIN) $(BUILD)/bench
	@if /usr/bin/python3 -c 'import torch, scipy, sklearn' 2>/dev/null; then \
	  /usr/bin/python3 tests/bench/torch_loss.py $(BUILD)/bench && /usr/bin/python3 tests/bench/torch_train.py time $(BIN); \
	else echo 'bench-torch: SKIPPED, PyTorch or scikit-learn is not here (Debian: python3-torch, python3-sklearn)'; fi
$(BUILD)/bench: $(BUILD)/tests/bench/bench.o $(BUILD)/tests/bench/product.o $(LIB)
	$(call say,LINK)$(LINK) -ldl

coverage:
	@sh tests/long/coverage.sh

setup:
	@sh src/scripts/setup

# The lesson: a page on the same C code, compiled to WebAssembly.
setup-lesson:
	@sh src/scripts/setup-lesson
lesson: $(BIN)
	@sh src/lesson/build.sh out $(BIN)
test-lesson: $(BIN)
	@sh tests/lesson/run.sh $(BIN)

clean:
	rm -rf build out

help:
	@echo 'make setup     install what is missing (apt-get, dnf or brew)'
	@echo 'make           build $(BIN)'
	@echo 'make figures   compute and draw all experiments into out/'
	@echo 'make gallery   the pictures in plots/gallery, which the READMEs show'
	@echo 'make test      all tests; VARIANT=asan, tsan, debug, cov, O0, O3 builds beside the release'
	@echo 'make bench     NAME VALUE UNIT, a line each'
	@echo 'make lesson    out/lesson.html, a page to teach with, after make setup-lesson; make test-lesson tests it'
	@echo 'make install   into PREFIX, /usr/local; DESTDIR before it. make uninstall. make deb: a Debian package'
	@echo 'make ci-long   the longer checks: sanitizers, fuzzing, valgrind, 10,000 integrals, killed runs, a real Slurm'
	@echo 'make ci-systems  builds and tests on Debian 13, and on arm64 under qemu, as root'
	@echo 'make coverage  which lines of src/ the tests reach'

FORCE:
.DELETE_ON_ERROR:
.PHONY: all library install uninstall deb figures gallery test ci-long ci-systems coverage bench bench-torch setup setup-lesson lesson test-lesson clean help FORCE
-include $(shell find $(BUILD) -name '*.d' -type f 2>/dev/null)
