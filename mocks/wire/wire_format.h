// One provider's side of the wire: how its requests are read and how its answers look, byte by
// byte.
//
//   const Route route = FindRoute("POST", "/v1/messages?beta=true", headers);
//   ParsedRequest parsed = route.wire->Parse(document, body, headers, rules);
//   if (auto* error = std::get_if<WireError>(&parsed)) Send(route.wire->ErrorBody(*error, id));
//   auto writer = route.wire->NewWriter(std::get<WireRequest>(parsed), {.seed = 7});
//   writer->Begin(usage, out);                   // message_start
//   writer->Add(piece, out);                     // appends that provider's events
//   writer->Finish({usage, Stop::kEnd, ""}, out);
//
// Nothing here does I/O or reads a clock. A format is rows of wire_table.cc; it has no state, all
// that one answer needs is in its writer. It never shares code with framework/llm/providers: one
// wrong field name would be wrong on both sides, and every test would pass.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "framework/base/time.h"
#include "framework/llm/usage.h"
#include "framework/net/http_message.h"
#include "mocks/answer_piece.h"
#include "mocks/mock_request.h"
#include "mocks/simulated_model.h"

namespace lab::mocks {

class JsonDocument;

/// Why a request is answered with an error, in that provider's words.
struct WireError {
  int status = 400;
  std::string type;
  std::string message;
  std::string param;          ///< OpenAI; empty: null
  std::string code;           ///< OpenAI; empty: null
  net::Headers headers = {};  ///< such as retry-after
};

/// A request as read: what the model needs, and what only the printing needs.
struct WireRequest {
  MockRequest mock;
  bool include_usage = false;  ///< OpenAI's stream_options.include_usage
  bool obfuscation = true;     ///< OpenAI's stream_options.include_obfuscation
};

using ParsedRequest = std::variant<WireRequest, WireError>;

/// Which requests are let in.
struct WireRules {
  bool require_key = true;  ///< a request without a key is answered with 401
  std::string key;          ///< the only right one; empty: any will do
  std::function<bool(std::string_view model)> knows_model;  ///< unset: every model is known
  /// Which known one somebody meant who wrote a model that is not; empty, or unset: no idea.
  std::function<std::string_view(std::string_view model)> nearest_model;
  Tokens max_prompt{1'000'000};  ///< a longer prompt is answered with 400
  bool needs_max_tokens = true;  ///< Anthropic; false where tokens are only counted
};

/// Empty when the rules have no idea.
inline std::string_view NearestModel(const WireRules& rules, std::string_view model) {
  return rules.nearest_model ? rules.nearest_model(model) : std::string_view();
}

struct WriterOptions {
  std::uint64_t seed = 1;                  ///< of identifiers and padding; another for each request
  bool stamps = false;                     ///< write the mock's own times into each event
  Time received = kUnset;                  ///< with stamps: when the request was whole
  std::int64_t created_s = 1'790'000'000;  ///< Unix time that OpenAI answers carry
};

/// How an answer ended.
struct Ending {
  const Usage& usage;
  Stop stop = Stop::kEnd;
  std::string_view stop_sequence;  ///< which one, for Stop::kStopSequence
};

/// Prints one streamed answer. All calls append whole events to `out`.
class AnswerWriter {
 public:
  virtual ~AnswerWriter() = default;
  /// What the provider sends before the model has said anything. `usage` must outlive the writer.
  virtual void Begin(const Usage& usage, std::string& out) = 0;
  virtual void Add(const Piece& piece, std::string& out) = 0;
  virtual void Finish(const Ending& ending, std::string& out) = 0;
  /// When what is appended next is sent: for stamps only.
  void set_sent(Time sent) { sent_ = sent; }

 protected:
  Time sent_ = kUnset;
};

/// A content block of a buffered answer.
struct AnswerBlock {
  PieceKind kind = PieceKind::kText;  ///< kToolStart for tool calls
  std::string text;                   ///< or the arguments
  std::string tool_name;
  std::string tool_id;
};

/// Pieces put together, for answers that are not streamed.
class BufferedAnswer {
 public:
  void Add(const Piece& piece);
  const std::vector<AnswerBlock>& blocks() const { return blocks_; }

 private:
  int index_ = -1;
  std::vector<AnswerBlock> blocks_;
};

/// What a response head is made of besides the provider's constants.
struct HeadInfo {
  int status = 200;
  bool stream = false;
  std::string_view request_id;
  const Admission* limits = nullptr;       ///< null: no rate-limit headers
  Duration processing = Duration::zero();  ///< the server's own time until the head
  Duration unix_now = Duration::zero();    ///< since 1970, for reset times
};

/// Events that only faults send, and how the last event of a good stream begins.
struct FaultEvents {
  std::string error;    ///< an error in the middle of a stream
  std::string unknown;  ///< of a type that no client knows, which they all must skip
  std::string_view terminator;
};

class WireFormat {
 public:
  virtual ~WireFormat() = default;

  /// Whether the caller may ask at all: nullopt, or what the provider says to an outsider.
  virtual std::optional<WireError> CheckAccess(const net::Headers& headers,
                                               const WireRules& rules) const = 0;
  /// Checks access first. Views of the document are not kept: the request owns all it needs.
  virtual ParsedRequest Parse(JsonDocument& document, const std::string& body,
                              const net::Headers& headers, const WireRules& rules) const = 0;
  virtual std::unique_ptr<AnswerWriter> NewWriter(const WireRequest& request,
                                                  const WriterOptions& options) const = 0;
  /// A whole answer that is not streamed.
  virtual std::string Body(const WireRequest& request, const WriterOptions& options,
                           const BufferedAnswer& answer, const Ending& ending, Time sent) const = 0;

  virtual std::string NewRequestId(std::uint64_t seed) const = 0;
  virtual net::HttpResponseHead Head(const HeadInfo& info) const = 0;

  virtual std::string ErrorBody(const WireError& error, std::string_view request_id) const = 0;
  /// What this provider says with a status, for faults.
  virtual WireError ErrorFor(int status) const = 0;
  virtual WireError NoSuchPath(std::string_view method, std::string_view path) const = 0;
  /// The path is there, for other methods.
  virtual WireError WrongMethod(std::string_view method, std::string_view path) const = 0;
  /// `nearest` is what the caller may have meant; empty: no idea.
  virtual WireError NoSuchModel(std::string_view model, std::string_view nearest) const = 0;
  virtual WireError RateLimited(const MockRequest& request, const Admission& admission) const = 0;

  virtual FaultEvents EventsForFaults(std::string_view request_id) const = 0;
};

/// What is to be done with a request.
enum class Action : std::uint8_t {
  kGenerate,
  kCountTokens,
  kListModels,
  kShowModel,
  kHealth,       ///< anybody may ask: the server is there and takes requests
  kVersion,      ///< likewise
  kOptions,      ///< which methods there are; what a browser asks before it sends another
  kWrongMethod,  ///< the path is there, but not for this method
  kNoSuchPath,
};

struct Route {
  std::string path = {};  ///< without query
  Action action = Action::kNoSuchPath;
  const WireFormat* wire = nullptr;  ///< in whose words to answer; never null
  std::string name = {};             ///< kShowModel: of which
  std::string allowed = {};          ///< "GET, HEAD, OPTIONS"; empty for kNoSuchPath
};

/// By method and path; the query does not matter. A path that two providers share goes by the
/// headers.
Route FindRoute(std::string_view method, std::string_view target, const net::Headers& headers);

/// Whose words an error on an unknown path is put into.
const WireFormat& WireForHeaders(const net::Headers& headers);

const WireFormat& AnthropicWire();
const WireFormat& OpenAiWire();

}  // namespace lab::mocks
