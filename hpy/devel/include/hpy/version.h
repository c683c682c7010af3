/* The version of this HPy as strings, as in hpy.devel.version; a test compares them. hpy.h does not include it. */
#ifndef HPY_VERSION_H
#define HPY_VERSION_H

#define HPY_VERSION "0.10.0"
#define HPY_GIT_REVISION "unknown"

#endif /* HPY_VERSION_H */
