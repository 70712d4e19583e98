/**
 * The Confluent wire format: one zero byte, the schema's id in four bytes big-endian, the record in Avro binary.
 *
 * <p>Serializer and deserializer take Confluent's configuration keys and write the same bytes, so that Confluent's own
 * can take their place by class name. The source of the format is Confluent's documentation, "Wire format".
 */
@NullMarked
package dev.loop.schemas.wire;

import org.jspecify.annotations.NullMarked;
