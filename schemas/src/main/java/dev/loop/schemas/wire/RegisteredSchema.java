package dev.loop.schemas.wire;

import org.apache.avro.Schema;

/**
 * A registered schema.
 *
 * @param version counts within the subject, from 1
 * @param id the same for the same schema in all subjects; what a record's header holds
 */
public record RegisteredSchema(String subject, int version, int id, Schema schema) {}
