package dev.loop.api.release;

import dev.loop.analysis.word.SurgingTerm;
import dev.loop.schemas.avro.Feedback;
import dev.loop.schemas.avro.Release;
import dev.loop.topology.question.Dimension;
import java.util.List;
import java.util.Map;

/**
 * The content of a report, in whatever format it is written.
 *
 * @param examples items that terms name, by id, without those erased since
 * @param said items after the release, the negative ones first
 */
record Report(
        Release release,
        Windows windows,
        Comparison comparison,
        Dimension stratifiedBy,
        List<Change> tags,
        List<Change> plans,
        List<Warning> warnings,
        List<SurgingTerm> terms,
        Map<String, Feedback> examples,
        List<Feedback> said) {}
