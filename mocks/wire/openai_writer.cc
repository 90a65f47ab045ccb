// Printing an answer as Chat Completions chunks, or as one body.
#include <algorithm>
#include <string>

#include "framework/base/rng.h"
#include "mocks/stamps.h"
#include "mocks/wire/ids.h"
#include "mocks/wire/json_text.h"
#include "mocks/wire/openai_wire.h"

namespace lab::mocks::openai {

namespace {

std::string_view FinishReason(Stop stop) {
  switch (stop) {
    case Stop::kMaxTokens:
      return "length";
    case Stop::kToolUse:
      return "tool_calls";
    default:
      return "stop";
  }
}

std::string CompletionId(std::uint64_t seed) {
  Rng rng = Rng::For(seed, "message id");
  return "chatcmpl-" + RandomText(rng, 29);
}

std::string CallId(std::uint64_t seed, std::string_view number) {
  Rng rng = Rng::For(seed, number);
  return "call_" + RandomText(rng, 24);
}

/// The same for all answers of a model, as if one build served it.
std::string Fingerprint(std::string_view model) {
  Rng rng = Rng::For(0, model);
  return "fp_" + RandomHex(rng, 10);
}

void AppendUsage(std::string& out, const Usage& usage) {
  out += R"({"prompt_tokens":)";
  AppendInteger(out, usage.prompt().count);
  out += R"(,"completion_tokens":)";
  AppendInteger(out, usage.output_total.count);
  out += R"(,"total_tokens":)";
  AppendInteger(out, (usage.prompt() + usage.output_total).count);
  out += R"(,"prompt_tokens_details":{"cached_tokens":)";
  AppendInteger(out, usage.cache_read.count);
  out += R"(,"cache_write_tokens":)";
  AppendInteger(out, usage.cache_write().count);
  out += R"(,"audio_tokens":0},"completion_tokens_details":{"reasoning_tokens":)";
  AppendInteger(out, usage.output_reasoning.count);
  out += R"(,"audio_tokens":0,"accepted_prediction_tokens":0,"rejected_prediction_tokens":0}})";
}

/// `"created":1790000000,"model":"gpt-5-mini"`.
void AppendOrigin(std::string& out, std::string_view model, const WriterOptions& options) {
  out += R"("created":)";
  AppendInteger(out, options.created_s);
  out += R"(,"model":)";
  AppendQuoted(out, model);
}

class Writer final : public AnswerWriter {
 public:
  Writer(const WireRequest& request, const WriterOptions& options)
      : include_usage_(request.include_usage),
        obfuscation_(request.obfuscation),
        options_(options),
        noise_(Rng::For(options.seed, "obfuscation")) {
    head_ =
        R"(data: {"id":")" + CompletionId(options.seed) + R"(","object":"chat.completion.chunk",)";
    AppendOrigin(head_, request.mock.model, options);
    head_ += R"(,"service_tier":"default","system_fingerprint":")" +
             Fingerprint(request.mock.model) + R"(","choices":[)";
    delta_head_ = head_ + R"({"index":0,"delta":{)";
    text_head_ = delta_head_ + R"("content":")";
  }

  /// Nothing: the first chunk comes with the first token.
  void Begin(const Usage&, std::string&) override {}

  void Add(const Piece& piece, std::string& out) override {
    if (!begun_) Start(piece.kind == PieceKind::kToolStart, out);
    switch (piece.kind) {
      case PieceKind::kText:
        out += text_head_;
        break;
      case PieceKind::kThinking:
        out += delta_head_ + R"("reasoning_content":")";
        break;
      case PieceKind::kToolStart:
        return StartCall(piece, out);
      case PieceKind::kToolArguments:
        out += call_head_;
        break;
    }
    AppendEscaped(out, piece.text);
    out += piece.kind == PieceKind::kToolArguments ? R"("}}])" : "\"";
    CloseDelta(out);
  }

  void Finish(const Ending& ending, std::string& out) override {
    if (!begun_) Start(false, out);
    out += delta_head_;
    out += R"(},"logprobs":null,"finish_reason":")";
    out += FinishReason(ending.stop);
    out += "\"}]";
    Close(out);
    if (include_usage_) {
      out += head_;
      out += R"(],"usage":)";
      AppendUsage(out, ending.usage);
      CloseExtras(out);
    }
    out += "data: [DONE]\n\n";
  }

 private:
  void Start(bool with_call, std::string& out) {
    begun_ = true;
    out += delta_head_;
    out += R"("role":"assistant","content":)";
    out += with_call ? "null" : "\"\"";
    out += R"(,"refusal":null)";
    CloseDelta(out);
  }

  void StartCall(const Piece& piece, std::string& out) {
    ++call_;
    out += delta_head_;
    AppendCallIndex(out);
    out += R"(,"id":")";
    out += CallId(options_.seed, piece.tool_id);
    out += R"(","type":"function","function":{"name":)";
    AppendQuoted(out, piece.tool_name);
    out += R"(,"arguments":""}}])";
    CloseDelta(out);
    call_head_ = delta_head_;
    AppendCallIndex(call_head_);
    call_head_ += R"(,"function":{"arguments":")";
  }

  void AppendCallIndex(std::string& out) const {
    out += R"("tool_calls":[{"index":)";
    AppendInteger(out, call_);
  }

  void CloseDelta(std::string& out) {
    out += R"(},"logprobs":null,"finish_reason":null}])";
    Close(out);
  }

  void Close(std::string& out) {
    if (include_usage_) out += R"(,"usage":null)";
    CloseExtras(out);
  }

  /// Random text of random length, so that a chunk's length tells less.
  void CloseExtras(std::string& out) {
    if (options_.stamps) AppendStamps(out, options_.received, sent_);
    if (obfuscation_) {
      out += R"(,"obfuscation":")";
      AppendRandomText(out, noise_, 1 + (noise_.Next() & 15));
      out += '"';
    }
    out += "}\n\n";
  }

  bool include_usage_;
  bool obfuscation_;
  WriterOptions options_;
  Rng noise_;
  bool begun_ = false;
  int call_ = -1;
  std::string head_;        // of every chunk
  std::string delta_head_;  // of a chunk with a choice
  std::string text_head_;   // of a chunk with text
  std::string call_head_;   // of a chunk with arguments of the call under way
};

void AppendCalls(std::string& out, const BufferedAnswer& answer, std::uint64_t seed) {
  bool first = true;
  for (const AnswerBlock& block : answer.blocks()) {
    if (block.kind != PieceKind::kToolStart) continue;
    out += first ? R"(,"tool_calls":[)" : ",";
    first = false;
    out +=
        R"({"id":")" + CallId(seed, block.tool_id) + R"(","type":"function","function":{"name":)";
    AppendQuoted(out, block.tool_name);
    out += R"(,"arguments":)";
    AppendQuoted(out, block.text.empty() ? "{}" : block.text);
    out += "}}";
  }
  if (!first) out += ']';
}

std::string Joined(const BufferedAnswer& answer, PieceKind kind) {
  std::string text;
  for (const AnswerBlock& block : answer.blocks()) {
    if (block.kind == kind) text += block.text;
  }
  return text;
}

}  // namespace

std::unique_ptr<AnswerWriter> NewWriter(const WireRequest& request, const WriterOptions& options) {
  return std::make_unique<Writer>(request, options);
}

std::string Body(const WireRequest& request, const WriterOptions& options,
                 const BufferedAnswer& answer, const Ending& ending, Time sent) {
  const std::string text = Joined(answer, PieceKind::kText);
  const std::string reasoning = Joined(answer, PieceKind::kThinking);
  const bool null_content = text.empty() && ending.stop == Stop::kToolUse;
  std::string out = R"({"id":")" + CompletionId(options.seed) + R"(","object":"chat.completion",)";
  AppendOrigin(out, request.mock.model, options);
  out += R"(,"choices":[{"index":0,"message":{"role":"assistant","content":)";
  if (null_content) out += "null";
  if (!null_content) AppendQuoted(out, text);
  if (!reasoning.empty()) {
    out += R"(,"reasoning_content":)";
    AppendQuoted(out, reasoning);
  }
  out += R"(,"refusal":null,"annotations":[])";
  AppendCalls(out, answer, options.seed);
  out += R"(},"logprobs":null,"finish_reason":")";
  out += FinishReason(ending.stop);
  out += R"("}],"usage":)";
  AppendUsage(out, ending.usage);
  out +=
      R"(,"service_tier":"default","system_fingerprint":")" + Fingerprint(request.mock.model) + '"';
  if (options.stamps) AppendStamps(out, options.received, sent);
  return out + "}";
}

}  // namespace lab::mocks::openai
