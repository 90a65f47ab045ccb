#include "framework/net/head_repair.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace lab::net {
namespace {

std::string Repair(const std::string& head) {
  const Result<std::string> plain = RepairResponseHead(head);
  return plain ? *plain : "error: " + plain.error().message;
}

/// The head of one field.
std::string Fields(const std::string& fields) { return "HTTP/1.1 200 OK\r\n" + fields + "\r\n"; }

TEST(RepairResponseHead, LeavesAPlainHeadAsItIs) {
  const std::string head = Fields("A: 1\r\nb:\t2 \r\n");
  EXPECT_EQ(Repair(head), Fields("A: 1\r\nb: 2\r\n"));
}

TEST(RepairResponseHead, EndsLinesWithCrLf) {
  EXPECT_EQ(Repair("HTTP/1.1 200 OK\na: 1\r\nb: 2\n\n"), Fields("a: 1\r\nb: 2\r\n"));
}

TEST(RepairResponseHead, GivesTheStatusLineItsBlanks) {
  for (const char* line : {"HTTP/1.1 404", "HTTP/1.1 404 ", "HTTP/1.1\t404", "HTTP/1.1  404  "}) {
    EXPECT_EQ(Repair(std::string(line) + "\r\n\r\n"), "HTTP/1.1 404 \r\n\r\n") << line;
  }
}

TEST(RepairResponseHead, JoinsFoldedLines) {
  EXPECT_EQ(Repair(Fields("a: 1\r\n  2\r\n\t3\r\nb: 4\r\n")), Fields("a: 1 2 3\r\nb: 4\r\n"));
  EXPECT_EQ(Repair(Fields(" of nothing\r\nb: 4\r\n")), Fields("b: 4\r\n"));
}

TEST(RepairResponseHead, CleansNamesAndValues) {
  EXPECT_EQ(Repair(Fields("a : 1\r\nb: x\x01y\rz\r\n")), Fields("a: 1\r\nb: x y z\r\n"));
}

TEST(RepairResponseHead, LeavesALineWithoutAColonToTheParser) {
  EXPECT_EQ(Repair(Fields("what\r\n")), Fields("what\r\n"));
}

TEST(RepairResponseHead, MakesOneOfEqualLengths) {
  EXPECT_EQ(Repair(Fields("Content-Length: 3\r\ncontent-length: 3, 3\r\n")),
            Fields("content-length: 3\r\n"));
  EXPECT_EQ(Repair(Fields("content-length: 3\r\ncontent-length: 4\r\n")),
            "error: content-length of the response is 3 and 4");
  EXPECT_EQ(Repair(Fields("content-length:\r\n")), Fields("content-length: \r\n"));
}

TEST(RepairResponseHead, LetsAPlainTransferCodingSayWhereTheBodyEnds) {
  struct Row {
    const char* sent;
    const char* meant;
  };
  const std::vector<Row> rows = {
      {"transfer-encoding: Chunked\r\n", "transfer-encoding: chunked\r\n"},
      {"transfer-encoding: identity\r\n", ""},
      {"transfer-encoding: chunked, identity\r\n", "transfer-encoding: chunked\r\n"},
      {"transfer-encoding: identity\r\ntransfer-encoding: chunked\r\n",
       "transfer-encoding: chunked\r\n"},
      {"transfer-encoding: gzip, chunked\r\n",
       "content-encoding: gzip\r\ntransfer-encoding: chunked\r\n"},
      {"transfer-encoding: gzip\r\ncontent-encoding: deflate\r\n",
       "content-encoding: deflate\r\ncontent-encoding: gzip\r\n"},
      {"transfer-encoding: chunked\r\ncontent-length: 3\r\n",
       "transfer-encoding: chunked\r\nconnection: close\r\n"},
      {"content-length: 3\r\ntransfer-encoding: chunked\r\nconnection: keep-alive\r\n",
       "transfer-encoding: chunked\r\nconnection: close\r\n"},
  };
  for (const Row& row : rows) EXPECT_EQ(Repair(Fields(row.sent)), Fields(row.meant)) << row.sent;
  for (const char* sent : {"chunked, gzip", "chunked, chunked"}) {
    const std::string field = "transfer-encoding: " + std::string(sent) + "\r\n";
    EXPECT_TRUE(Repair(Fields(field)).starts_with("error: ")) << sent;
  }
}

TEST(RepairResponseHead, ClosesBehindChunksOfHttp10) {
  EXPECT_EQ(Repair("HTTP/1.0 200 OK\r\ntransfer-encoding: chunked\r\nconnection: keep-alive\r\n"
                   "\r\n"),
            "HTTP/1.0 200 OK\r\ntransfer-encoding: chunked\r\nconnection: close\r\n\r\n");
}

TEST(RepairResponseHead, KeepsTheCleanTokensOfConnection) {
  EXPECT_EQ(Repair(Fields("connection: keep-alive, \"x\", ,\r\n")),
            Fields("connection: keep-alive\r\n"));
  EXPECT_EQ(Repair(Fields("connection: keep-alive\r\nconnection: Close\r\n")),
            Fields("connection: close\r\n"));
}

}  // namespace
}  // namespace lab::net
