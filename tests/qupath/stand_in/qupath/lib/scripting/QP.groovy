package qupath.lib.scripting

import groovy.json.JsonOutput

/**
 * In place of QuPath's: one image is open, which has one detection. What a script does to it is
 * written to the file that -Dsaid names.
 */
class QP {

    static List<Map> objects = [[type: 'detection', pathClass: 'old']]

    static getCurrentServer() {
        System.getProperty('uri') ? new Server() : null
    }

    static List<Map> getDetectionObjects() {
        objects.findAll { it.type == 'detection' }
    }

    static void removeObjects(Collection<Map> removed, boolean keepChildren) {
        objects -= removed
    }

    static void addObjects(Collection<Map> added) {
        objects += added
    }

    static void fireHierarchyUpdate() {
        def said = objects.collect { item ->
            def shape = item.geometry
            [type: item.type, pathClass: item.pathClass, measurements: item.measurements,
             valid: shape?.isValid(), area: shape?.getArea(), kind: shape?.getGeometryType()]
        }
        new File(System.getProperty('said')).setText(JsonOutput.toJson(said), 'UTF-8')
    }

    static class Server {

        List<URI> getURIs() { [new URI(System.getProperty('uri'))] }

        int getWidth() { Integer.getInteger('width') }

        int getHeight() { Integer.getInteger('height') }

        Calibration getPixelCalibration() { new Calibration() }
    }

    static class Calibration {

        boolean hasPixelSizeMicrons() { System.getProperty('micrometres') != null }

        double getAveragedPixelSizeMicrons() { System.getProperty('micrometres') as double }
    }
}
