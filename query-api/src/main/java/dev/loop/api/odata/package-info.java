/** The feed for BI tools: OData 4.0, read from the live stores. */
@NullMarked
package dev.loop.api.odata;

import org.jspecify.annotations.NullMarked;
