// An independent peer, cpp-httplib: its server against our client, its client against our server,
// plain and with TLS.
#include <gtest/gtest.h>
#include <httplib.h>

#include <fstream>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>

#include "framework/net/http_client.h"
#include "framework/net/http_server.h"
#include "tests/contract/net_world.h"

namespace lab::net {
namespace {

/// OpenSSL's own objects of the shared certificate.
struct Parsed {
  Parsed() {
    BIO* text = BIO_new_mem_buf(SharedCertificate().pem.data(), -1);
    certificate = PEM_read_bio_X509(text, nullptr, nullptr, nullptr);
    BIO_free(text);
    text = BIO_new_mem_buf(SharedCertificate().key_pem.data(), -1);
    key = PEM_read_bio_PrivateKey(text, nullptr, nullptr, nullptr);
    BIO_free(text);
  }
  Parsed(const Parsed&) = delete;
  Parsed& operator=(const Parsed&) = delete;
  ~Parsed() {
    X509_free(certificate);
    EVP_PKEY_free(key);
  }

  X509* certificate = nullptr;
  EVP_PKEY* key = nullptr;
};

/// cpp-httplib's server on a thread of its own.
class PeerServer {
 public:
  explicit PeerServer(bool tls) {
    if (tls) {
      server_ = std::make_unique<httplib::SSLServer>(parsed_.certificate, parsed_.key);
    } else {
      server_ = std::make_unique<httplib::Server>();
    }
    server_->Post("/echo", [](const httplib::Request& request, httplib::Response& response) {
      response.set_content(request.body, "text/plain");
    });
    server_->Get("/chunks", [](const httplib::Request&, httplib::Response& response) {
      response.set_chunked_content_provider(
          "text/event-stream", [](std::size_t, httplib::DataSink& sink) {
            for (int i = 0; i < 10; ++i) {
              const std::string event = "data: " + std::to_string(i) + "\n\n";
              sink.write(event.data(), event.size());
            }
            sink.done();
            return true;
          });
    });
    port_ = server_->bind_to_any_port("127.0.0.1");
    thread_ = std::thread([this] { server_->listen_after_bind(); });
  }
  PeerServer(const PeerServer&) = delete;
  PeerServer& operator=(const PeerServer&) = delete;
  ~PeerServer() {
    server_->stop();
    thread_.join();
  }

  std::uint16_t port() const { return static_cast<std::uint16_t>(port_); }

 private:
  Parsed parsed_;
  std::unique_ptr<httplib::Server> server_;
  int port_ = 0;
  std::thread thread_;
};

class Peer : public testing::TestWithParam<bool> {
 protected:
  TlsOptions Trust() const { return {.ca_pem = SharedCertificate().pem}; }
};

Task<void> TalkToPeer(HttpClient* http, Endpoint endpoint, bool* reused) {
  for (const std::size_t size : {0U, 10U, 300'000U}) {
    HttpRequest post{.method = "POST"};
    post.url = {.endpoint = endpoint, .target = "/echo"};
    post.body = std::string(size, 'x');
    const std::string expected = post.body.Join();
    Result<HttpResponse> response = co_await http->Send(std::move(post));
    EXPECT_TRUE(response.ok()) << (response ? "" : response.error().message);
    if (!response) co_return;
    EXPECT_EQ(response->head.status, 200);
    Result<std::string> body = co_await response->body.ReadAll(1'000'000);
    EXPECT_TRUE(body.ok() && *body == expected);
    *reused = response->phases.reused;
  }
  HttpRequest get;
  get.url = {.endpoint = endpoint, .target = "/chunks"};
  Result<HttpResponse> response = co_await http->Send(std::move(get));
  EXPECT_TRUE(response.ok()) << (response ? "" : response.error().message);
  if (!response) co_return;
  EXPECT_EQ(*FindHeader(response->head.headers, "Transfer-Encoding"), "chunked");
  Result<std::string> body = co_await response->body.ReadAll(1'000'000);
  EXPECT_TRUE(body.ok() && body->ends_with("data: 9\n\n") && body->size() == 90);
}

TEST_P(Peer, OurClientUnderstandsItsServer) {
  PeerServer server(GetParam());
  RealLoop loop;
  TcpNetwork network(loop, {.tls = Trust()});
  HttpClient http(loop, network, {});
  bool reused = false;
  loop.Run(TalkToPeer(&http, {"127.0.0.1", server.port(), GetParam()}, &reused));
  EXPECT_TRUE(reused);
}

Task<void> AnswerPeer(Loop& loop, std::unique_ptr<Stream> stream) {
  HttpServerConnection http(loop, std::move(stream), {});
  while (true) {
    Result<std::optional<ServerRequest>> request = co_await http.ReadRequest();
    if (!request || !request->has_value()) co_return;
    HttpResponseHead head{.status = 200};
    head.headers.push_back({"content-type", "text/plain"});
    if ((*request)->method == "POST") {
      Result<Time> written = co_await http.WriteResponse(std::move(head), (*request)->body);
    } else {
      Result<Time> started = co_await http.StartChunked(std::move(head));
      for (int i = 0; i < 10; ++i) {
        const std::string event = "data: " + std::to_string(i) + "\n\n";
        Result<Time> written = co_await http.WriteChunk(event);
      }
      Result<Time> finished = co_await http.FinishChunked();
    }
    if (!http.keep_alive()) co_return;
  }
}

Task<void> ServePeer(Loop& loop, Listener* listener) {
  TaskScope connections(loop);
  while (true) {
    Result<std::unique_ptr<Stream>> stream = co_await listener->Accept();
    if (!stream) co_return;
    connections.Spawn(AnswerPeer(loop, *std::move(stream)));
  }
}

void TalkAsPeer(std::uint16_t port, bool tls, const std::string& ca_file) {
  httplib::Client client((tls ? "https://127.0.0.1:" : "http://127.0.0.1:") + std::to_string(port));
  if (tls) client.set_ca_cert_path(ca_file);
  client.set_keep_alive(true);
  for (const std::size_t size : {1U, 300'000U}) {
    const std::string sent(size, 'x');
    const httplib::Result echoed = client.Post("/echo", sent, "text/plain");
    ASSERT_TRUE(echoed) << httplib::to_string(echoed.error());
    EXPECT_EQ(echoed->status, 200);
    EXPECT_TRUE(echoed->body == sent);
  }
  const httplib::Result chunks = client.Get("/chunks");
  ASSERT_TRUE(chunks) << httplib::to_string(chunks.error());
  EXPECT_EQ(chunks->get_header_value("Transfer-Encoding"), "chunked");
  EXPECT_EQ(chunks->body.size(), 90U);
  const httplib::Result head = client.Head("/chunks");
  ASSERT_TRUE(head) << httplib::to_string(head.error());
  EXPECT_EQ(head->body, "");
}

TEST_P(Peer, OurServerIsUnderstoodByItsClient) {
  const bool tls = GetParam();
  const std::string ca_file = testing::TempDir() + "latency_lab_net_peer_ca.pem";
  std::ofstream(ca_file) << SharedCertificate().pem;
  RealLoop loop;
  TcpNetwork network(loop, {});
  std::unique_ptr<Listener> listener = *network.Listen({.host = "127.0.0.1", .port = 0});
  if (tls) {
    auto context = TlsServerContext::FromPem(SharedCertificate().pem, SharedCertificate().key_pem);
    listener = std::make_unique<TlsListener>(loop, std::move(listener), *context);
  }
  const auto both = [](RealLoop& l, Listener* lis, std::function<void()> work) -> Task<void> {
    TaskScope server(l);
    server.Spawn(ServePeer(l, lis));
    co_await l.Offload(std::move(work));
  };
  const std::uint16_t port = listener->port();
  loop.Run(both(loop, listener.get(), [=] { TalkAsPeer(port, tls, ca_file); }));
}

INSTANTIATE_TEST_SUITE_P(Every, Peer, testing::Bool(),
                         [](const auto& row) { return row.param ? "Tls" : "Plain"; });

}  // namespace
}  // namespace lab::net
