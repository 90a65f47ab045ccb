// Text of unknown origin, made safe for the form it is written into.
//
//   out << "<testcase name=\"" << EscapeXml(record.full_name()) << "\"/>";
//   out << "| " << EscapeMarkdown(error.message) << " |";
//   out << EscapeCsv(record.short_name()) << ',';
//
// Names and messages may hold quotes, line breaks or bytes that are no UTF-8 (a server's error is
// quoted as it came). What is returned is valid UTF-8 in all forms but CSV, where the broken bytes
// are replaced as well: a byte that cannot stay becomes U+FFFD.
#pragma once

#include <string>
#include <string_view>

namespace lab::report {

/// For element content and for attributes in either kind of quotes, in XML 1.0 and HTML alike. Line
/// breaks and tabs become character references, because a parser would turn them into blanks in an
/// attribute; other control characters, U+FFFE and U+FFFF cannot stand in XML at all and become
/// U+FFFD.
std::string EscapeXml(std::string_view text);

/// For one cell of a GitHub table: shown as it is, never as mark-up, on one line.
std::string EscapeMarkdown(std::string_view text);

/// For one line of a terminal: control characters, which it would obey, become blanks.
std::string Printable(std::string_view text);

/// One field of RFC 4180: in quotes where it holds a comma, a quote or a line break. Control
/// characters other than line breaks and tabs become U+FFFD.
std::string EscapeCsv(std::string_view text);

/// JSON that may stand inside a <script> element: it cannot end the element, whatever it says.
std::string EscapeScript(std::string_view json);

}  // namespace lab::report
