/** Surveys as data: a form is kept like any other setting, shown as a page of its own, and its answers are items. */
@NullMarked
package dev.loop.api.form;

import org.jspecify.annotations.NullMarked;
