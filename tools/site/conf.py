"""Settings of Sphinx for the site; tools/docs.py makes its pages and calls it."""

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent.parent)]

import hpy  # noqa: E402  (the checkout's)
from hpy.devel.generated import ABI_MINORS  # noqa: E402

project = "HPy"
author = copyright = "The HPy authors"
release = version = hpy.__version__
root_doc = "index"
extensions = ["myst_parser", "sphinx_copybutton", "site_extension"]

# Strict: what a page names must be there.
nitpicky = True
# Types of C, of its library, of Python.h; what is of the hosts alone.
FOREIGN = r"u?int(8|16|32|64|ptr)_t|s?size_t|va_list|wchar_t|FILE|(cpy_)?Py\w+|_HPy\w+"
nitpick_ignore_regex = [("c:identifier", FOREIGN)]
myst_heading_anchors = 4
primary_domain = "c"
highlight_language = "text"
toc_object_entries = False  # each entry has a heading already

html_theme = "furo"
html_title = "HPy " + release
html_static_path = ["_static"]
html_css_files = ["site.css"]
templates_path = ["_templates"]
html_context = {"abi_minor": max(ABI_MINORS)}
html_sidebars = {
    "**": [
        "sidebar/brand.html",
        "release.html",
        "sidebar/search.html",
        "sidebar/scroll-start.html",
        "sidebar/navigation.html",
        "sidebar/scroll-end.html",
    ]
}
html_copy_source = False  # of pages that are made
html_show_sourcelink = False
html_domain_indices = False
copybutton_exclude = ".linenos, .gp"
copybutton_prompt_text = r"\$ |>>> |\.\.\. "
copybutton_prompt_is_regexp = True

text_add_secnumbers = False
