package qupath.lib.common

import java.nio.file.Path
import java.nio.file.Paths

/** In place of QuPath's. */
class GeneralTools {

    static Path toPath(URI uri) {
        uri.scheme == 'file' ? Paths.get(uri) : null
    }
}
