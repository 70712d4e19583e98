package dev.loop.schemas.wire;

import org.apache.avro.Schema;

/**
 * A registered schema.
 *
 * @param version counts within the subject, from 1
 * @param id id in a record's header, the same for equal schemas in all subjects
 */
public record RegisteredSchema(String subject, int version, int id, Schema schema) {}
