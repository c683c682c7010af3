# Short names for the developer commands; what they do stands in tools/dev.py, which Windows can run too.
# make test K=config runs the tests whose names match, LAYERS=trace all tests under these layers; PYTHON=python3.12
# chooses another Python.

PYTHON ?= python3

.PHONY: build gen check format test test-all test-build hosts leaks asan ubsan tsan faults fuzz demo bench docs release-check clean

build gen format hosts demo bench docs clean:
	@$(PYTHON) tools/dev.py $@

# make check STEP=types runs a part.
check:
	@$(PYTHON) tools/dev.py $@ $(STEP)

# make fuzz SECONDS=600 runs so long, PART=types one part of it, PART='types 17' one seed of that again.
fuzz:
	@$(PYTHON) tools/dev.py $@ $(or $(SECONDS),60) $(PART)

# make release-check DIST=folder takes the sdist and the wheels that are there in place of building them.
release-check:
	@$(PYTHON) tools/dev.py $@ $(DIST)

test test-all test-build leaks asan ubsan tsan faults:
	@$(PYTHON) tools/dev.py $@ $(if $(K),-k '$(K)') $(if $(LAYERS),--layers=$(LAYERS))
