package qupath.lib.io

import groovy.json.JsonOutput
import groovy.json.JsonSlurper
import java.nio.file.Path
import org.locationtech.jts.io.geojson.GeoJsonReader

/**
 * In place of QuPath's: reads what its PathObjectTypeAdapters, ROITypeAdapters and GsonTools read, by
 * the same keys, with the geometries in the same library, JTS.
 */
class PathIO {

    static List<Map> readObjects(Path path) {
        def collection = new JsonSlurper().parse(path.toFile(), 'UTF-8')
        assert collection.features instanceof List
        collection.features.collect { feature ->
            def properties = feature.properties
            [
                type: properties.objectType ?: 'unknown',
                pathClass: properties.classification?.name,
                measurements: properties.measurements.collectEntries { [it.key, it.value as double] },
                geometry: new GeoJsonReader().read(JsonOutput.toJson(feature.geometry)),
            ]
        }
    }
}
