#include "apps/lab/load_requests.h"

#include <fmt/format.h>

#include <memory>
#include <utility>

#include "framework/base/hash.h"
#include "framework/bench/corpus.h"
#include "framework/load/trace_prompt.h"

namespace lab::apps {
namespace {

// A corpus keeps what it has written; here nothing is asked for twice.
std::string WriteText(std::string_view name, std::uint64_t seed, std::int64_t number,
                      std::int64_t tokens) {
  const std::uint64_t id = HashCombine(Hash64(name, seed), static_cast<std::uint64_t>(number));
  return Corpus().Document(name, Tokens{tokens}, static_cast<std::int64_t>(id >> 1)).str();
}

/// What all requests of a run have in common.
struct Shape {
  Request request;  ///< without its prompt
  std::uint64_t seed = 1;
  std::int64_t input_tokens = 0;
  std::int64_t output_tokens = 0;
};

Shape ShapeOf(const LoadFlags& flags, const LoadJob& job) {
  Shape shape{
      .seed = flags.seed, .input_tokens = flags.input_tokens, .output_tokens = flags.output_tokens};
  shape.request.stream = !flags.buffered;
  shape.request.timeout = job.timeout;
  shape.request.temperature = flags.temperature;
  if (flags.shared_tokens > 0)
    shape.request.system = WriteText("shared", flags.seed, 0, flags.shared_tokens);
  return shape;
}

Outgoing WithPrompt(const Shape& shape, std::string prompt, std::int64_t output_tokens) {
  Outgoing out;
  out.request = shape.request;
  out.request.user = Text(std::move(prompt));
  out.request.max_tokens = Tokens{output_tokens};
  out.call.hints = fmt::format("output_tokens={}", output_tokens);
  return out;
}

}  // namespace

load::RequestSource RequestsOf(const LoadFlags& flags, const LoadJob& job) {
  const auto shape = std::make_shared<const Shape>(ShapeOf(flags, job));
  if (!flags.prompt.text.empty()) {
    return [shape, prompt = flags.prompt](std::int64_t index) {
      return WithPrompt(*shape, prompt.PromptOf(index), shape->output_tokens);
    };
  }
  if (!job.trace) {
    return [shape](std::int64_t index) {
      return WithPrompt(*shape, WriteText("load", shape->seed, index, shape->input_tokens),
                        shape->output_tokens);
    };
  }
  return
      [shape, trace = job.trace, block = load::WrittenBlockTokens(*job.trace)](std::int64_t index) {
        const load::TraceRow& row = trace->rows.at(static_cast<std::size_t>(index));
        const load::BlockWriter write = [&shape](std::int64_t id, std::int64_t tokens) {
          return WriteText("trace", shape->seed, id, tokens);
        };
        return WithPrompt(*shape, load::PromptOf(row, block, write),
                          row.output_tokens > 0 ? row.output_tokens : shape->output_tokens);
      };
}

}  // namespace lab::apps
