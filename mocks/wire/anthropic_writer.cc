// Printing an answer as Messages events, or as one body.
#include <string>

#include "mocks/stamps.h"
#include "mocks/wire/anthropic_wire.h"
#include "mocks/wire/ids.h"
#include "mocks/wire/json_text.h"

namespace lab::mocks::anthropic {

namespace {

std::string_view StopName(Stop stop) {
  switch (stop) {
    case Stop::kEnd:
      return "end_turn";
    case Stop::kMaxTokens:
      return "max_tokens";
    case Stop::kStopSequence:
      return "stop_sequence";
    case Stop::kToolUse:
      return "tool_use";
  }
  return "end_turn";
}

class Writer final : public AnswerWriter {
 public:
  Writer(const WireRequest& request, const WriterOptions& options)
      : model_(request.mock.model),
        omits_thinking_(OmitsThinking(request)),
        options_(options),
        padding_(Rng::For(options.seed, "padding")) {}

  void Begin(const Usage& usage, std::string& out) override {
    usage_ = &usage;
    Open(out, "message_start");
    out += R"(,"message":{"model":)";
    AppendQuoted(out, model_);
    out += R"(,"id":")";
    out += MessageId(options_.seed);
    out += R"(","type":"message","role":"assistant","content":[],"stop_reason":null,)"
           R"("stop_sequence":null,"stop_details":null,"usage":{)";
    AppendPromptUsage(out, usage);
    out += ',';
    AppendCacheCreation(out, usage);
    out += R"(,"output_tokens":1,"service_tier":"standard","inference_geo":"not_available"}})";
    Close(out);
  }

  void Add(const Piece& piece, std::string& out) override {
    if (piece.index != piece_index_) StartBlock(piece, out);
    if (piece.kind == PieceKind::kToolStart) return;
    out += delta_;
    AppendEscaped(out, piece.text);
    out += "\"}";
    Close(out);
  }

  void Finish(const Ending& ending, std::string& out) override {
    StopBlock(out);
    Open(out, "message_delta");
    out += R"(,"delta":{)";
    AppendStop(out, ending);
    out += R"(,"stop_details":null},"usage":{)";
    AppendPromptUsage(out, ending.usage);
    out += R"(,"output_tokens":)";
    AppendInteger(out, ending.usage.output_total.count);
    if (ending.usage.output_reasoning > Tokens{0}) {
      out += R"(,"output_tokens_details":{"thinking_tokens":)";
      AppendInteger(out, ending.usage.output_reasoning.count);
      out += '}';
    }
    out += '}';
    Close(out);
    out += "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n";
  }

 private:
  static void Open(std::string& out, std::string_view type) {
    out += "event: ";
    out += type;
    out += "\ndata: {\"type\":\"";
    out += type;
    out += '"';
  }

  /// The real service pads every event with blanks, so that its length tells less.
  void Close(std::string& out) {
    if (options_.stamps) AppendStamps(out, options_.received, sent_);
    out.append(padding_.Next() & 15, ' ');
    out += "}\n\n";
  }

  void StartBlock(const Piece& piece, std::string& out) {
    if (block_ < 0 && piece.kind != PieceKind::kThinking && omits_thinking_ &&
        usage_->output_reasoning > Tokens{0}) {
      ShowBlock(PieceKind::kThinking, R"({"type":"thinking","thinking":"","signature":""})", out);
    }
    piece_index_ = piece.index;
    switch (piece.kind) {
      case PieceKind::kThinking:
        return ShowBlock(piece.kind, R"({"type":"thinking","thinking":"","signature":""})", out);
      case PieceKind::kText:
        return ShowBlock(piece.kind, R"({"type":"text","text":""})", out);
      default:
        return ShowBlock(PieceKind::kToolArguments, ToolBlock(piece), out);
    }
  }

  void ShowBlock(PieceKind kind, std::string_view content, std::string& out) {
    StopBlock(out);
    kind_ = kind;
    open_ = true;
    ++block_;
    Open(out, "content_block_start");
    AppendIndex(out);
    out += R"(,"content_block":)";
    out += content;
    Close(out);
    if (block_ == 0) out += "event: ping\ndata: {\"type\": \"ping\"}\n\n";
    PrepareDelta();
    if (kind != PieceKind::kToolArguments) return;
    out += delta_;
    out += "\"}";
    Close(out);
  }

  std::string ToolBlock(const Piece& piece) const {
    std::string block = R"({"type":"tool_use","id":")";
    block += ToolId(options_.seed, piece.tool_id);
    block += R"(","name":)";
    AppendQuoted(block, piece.tool_name);
    return block + R"(,"input":{}})";
  }

  void StopBlock(std::string& out) {
    if (!open_) return;
    open_ = false;
    if (kind_ == PieceKind::kThinking) ShowSignature(out);
    Open(out, "content_block_stop");
    AppendIndex(out);
    Close(out);
  }

  void ShowSignature(std::string& out) {
    Open(out, "content_block_delta");
    AppendIndex(out);
    out += R"(,"delta":{"type":"signature_delta","signature":")";
    out += Signature(options_.seed);
    out += "\"}";
    Close(out);
  }

  void AppendIndex(std::string& out) const {
    out += R"(,"index":)";
    AppendInteger(out, block_);
  }

  /// All of a delta event up to its text: the same for a whole block.
  void PrepareDelta() {
    delta_.clear();
    Open(delta_, "content_block_delta");
    AppendIndex(delta_);
    if (kind_ == PieceKind::kText) delta_ += R"(,"delta":{"type":"text_delta","text":")";
    if (kind_ == PieceKind::kThinking) {
      delta_ += R"(,"delta":{"type":"thinking_delta","thinking":")";
    }
    if (kind_ == PieceKind::kToolArguments) {
      delta_ += R"(,"delta":{"type":"input_json_delta","partial_json":")";
    }
  }

  std::string model_;
  bool omits_thinking_;
  WriterOptions options_;
  Rng padding_;
  const Usage* usage_ = nullptr;
  int piece_index_ = -1;  // the model's number of the block under way
  int block_ = -1;        // ours: one more where a thinking block is not shown
  bool open_ = false;
  PieceKind kind_ = PieceKind::kText;
  std::string delta_;
};

void AppendBlock(std::string& out, const AnswerBlock& block, std::uint64_t seed) {
  if (block.kind == PieceKind::kText) {
    out += R"({"type":"text","text":)";
    AppendQuoted(out, block.text);
  } else if (block.kind == PieceKind::kThinking) {
    out += R"({"type":"thinking","thinking":)";
    AppendQuoted(out, block.text);
    out += R"(,"signature":")" + Signature(seed) + '"';
  } else {
    out += R"({"type":"tool_use","id":")" + ToolId(seed, block.tool_id) + R"(","name":)";
    AppendQuoted(out, block.tool_name);
    out += R"(,"input":)";
    out += block.text.empty() ? "{}" : block.text;
  }
  out += '}';
}

}  // namespace

std::string MessageId(std::uint64_t seed) {
  Rng rng = Rng::For(seed, "message id");
  return "msg_01" + RandomText(rng, 22);
}

std::string ToolId(std::uint64_t seed, std::string_view number) {
  Rng rng = Rng::For(seed, number);
  return "toolu_01" + RandomText(rng, 22);
}

std::string Signature(std::uint64_t seed) {
  Rng rng = Rng::For(seed, "signature");
  return RandomText(rng, 222) + "==";
}

void AppendPromptUsage(std::string& out, const Usage& usage) {
  out += R"("input_tokens":)";
  AppendInteger(out, usage.input_uncached.count);
  out += R"(,"cache_creation_input_tokens":)";
  AppendInteger(out, usage.cache_write().count);
  out += R"(,"cache_read_input_tokens":)";
  AppendInteger(out, usage.cache_read.count);
}

void AppendCacheCreation(std::string& out, const Usage& usage) {
  out += R"("cache_creation":{"ephemeral_5m_input_tokens":)";
  AppendInteger(out, usage.cache_write_5m.count);
  out += R"(,"ephemeral_1h_input_tokens":)";
  AppendInteger(out, usage.cache_write_1h.count);
  out += '}';
}

void AppendStop(std::string& out, const Ending& ending) {
  out += R"("stop_reason":")";
  out += StopName(ending.stop);
  out += R"(","stop_sequence":)";
  if (ending.stop == Stop::kStopSequence) {
    AppendQuoted(out, ending.stop_sequence);
  } else {
    out += "null";
  }
}

bool OmitsThinking(const WireRequest& request) {
  return request.mock.thinking && !request.mock.visible_thinking;
}

std::unique_ptr<AnswerWriter> NewWriter(const WireRequest& request, const WriterOptions& options) {
  return std::make_unique<Writer>(request, options);
}

std::string Body(const WireRequest& request, const WriterOptions& options,
                 const BufferedAnswer& answer, const Ending& ending, Time sent) {
  std::string out =
      R"({"id":")" + MessageId(options.seed) + R"(","type":"message","role":"assistant","model":)";
  AppendQuoted(out, request.mock.model);
  out += R"(,"content":[)";
  if (OmitsThinking(request) && ending.usage.output_reasoning > Tokens{0}) {
    AppendBlock(out, {.kind = PieceKind::kThinking}, options.seed);
    if (!answer.blocks().empty()) out += ',';
  }
  for (std::size_t i = 0; i < answer.blocks().size(); ++i) {
    if (i > 0) out += ',';
    AppendBlock(out, answer.blocks()[i], options.seed);
  }
  out += "],";
  AppendStop(out, ending);
  out += R"(,"stop_details":null,"container":null,"usage":{)";
  AppendPromptUsage(out, ending.usage);
  out += ',';
  AppendCacheCreation(out, ending.usage);
  out += R"(,"output_tokens":)";
  AppendInteger(out, ending.usage.output_total.count);
  out += R"(,"output_tokens_details":{"thinking_tokens":)";
  AppendInteger(out, ending.usage.output_reasoning.count);
  out += R"(},"server_tool_use":null,"service_tier":"standard",)"
         R"("inference_geo":"not_available","speed":"standard"})";
  if (options.stamps) AppendStamps(out, options.received, sent);
  return out + "}";
}

}  // namespace lab::mocks::anthropic
