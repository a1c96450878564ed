/*
 * Finds the cells of the image that is open in QuPath, by mmcsam, and adds them as detections with
 * their classes, and with label and score as measurements. docs/qupath.md says more.
 *
 * QuPath 0.4 or later. mmcsam runs as a program of its own, in its own Python.
 */
import static qupath.lib.scripting.QP.*

import java.nio.file.Files

import qupath.lib.common.GeneralTools
import qupath.lib.io.PathIO

// ---- What to set ---------------------------------------------------------------------------------
def python = System.getenv('MMCSAM_PYTHON') ?: 'python'  // such as '/home/me/mmcsam/.venv/bin/python'
def options = []             // more for predict, such as ['--model', '/models/mine.mmcsam']
def usePixelSize = true      // false for a model that does not know the size of its pixels
def removeDetections = true  // those that the image has, before the new ones are added
// --------------------------------------------------------------------------------------------------

def server = getCurrentServer()
if (server == null)
    throw new IllegalStateException('No image is open; open one first')
def files = server.getURIs().collect { GeneralTools.toPath(it) }
if (files.size() != 1 || files[0] == null)
    throw new IllegalStateException("The image is not one file of this computer (${server.getURIs()}); " +
            'save it as one, such as OME-TIFF, and open that')

def folder = Files.createTempDirectory('mmcsam').toFile()
try {
    def out = new File(folder, 'out')
    def command = [python, '-m', 'mmcsam', 'predict', files[0].toString(), '--out', out.path,
                   '--format', 'qupath'] + options
    def calibration = server.getPixelCalibration()
    if (usePixelSize && calibration.hasPixelSizeMicrons())
        command += ['--pixel-size', calibration.getAveragedPixelSizeMicrons().toString()]
    println command.join(' ')

    def process = new ProcessBuilder(command.collect { it.toString() }).redirectErrorStream(true).start()
    def lines = []
    process.inputStream.eachLine('UTF-8') { println it; lines << it }
    def code = process.waitFor()
    if (code != 0)
        throw new IOException("mmcsam ended with exit code ${code}. " +
                (lines.findAll { it.startsWith('error:') } ?: lines).join('\n'))

    // What mmcsam has read must be what QuPath shows, not another image of the same file.
    def said = new File(out, 'run.json').getText('UTF-8') =~ /"width": (\d+),\s+"height": (\d+)/
    def size = said.find() ? [said.group(1), said.group(2)]*.toInteger() : null
    if (size != [server.getWidth(), server.getHeight()])
        throw new IOException("mmcsam read an image of ${size?.join('x')} pixels and QuPath shows " +
                "${server.getWidth()}x${server.getHeight()}; choose the image in the file with " +
                "options = ['--page', '0'], and open it unrotated and whole")

    def geojson = []
    new File(out, 'qupath').eachFileRecurse { if (it.name.endsWith('.geojson')) geojson << it }
    def cells = PathIO.readObjects(geojson[0].toPath())
    if (removeDetections)
        removeObjects(getDetectionObjects(), true)
    addObjects(cells)
    fireHierarchyUpdate()
    println "${cells.size()} cells"
} finally {
    folder.deleteDir()
}
