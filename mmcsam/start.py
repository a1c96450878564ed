"""How this process was started: by somebody's program, or by one of our own command lines."""

import sys


def is_command_line() -> bool:
    """Return whether this process is ``python -m mmcsam``, or a script of ours.

    A script says so by a global ``MMCSAM_COMMAND``. Processes that such a program starts are not
    meant: a data loader's worker needs the components.

    Of ``-m`` Python tells while it looks for the module: ``sys.argv[0]`` is "-m" then
    (https://docs.python.org/3/using/cmdline.html#cmdoption-m). Any other program's module may
    import us at that moment, so its name is looked at too.
    """
    if sys.argv[:1] == ["-m"]:
        module = sys.orig_argv[len(sys.orig_argv) - len(sys.argv)]
        return module in ("mmcsam", "-mmmcsam")
    return hasattr(sys.modules.get("__main__"), "MMCSAM_COMMAND")
