#if Server
  import Foundation
  import HTTPTypes
  import Hummingbird
  import NIOCore
  import NIOHTTP1
  import NIOHTTPTypes
  import ParlanceSystem

  /// Takes requests of HTTP to the API, and its answers back.
  struct APIResponder: HTTPResponder {
    let api: API
    let metrics: Metrics
    let connections: Connections
    let budget: BodyBudget
    let log: @Sendable (String) -> Void

    func respond(to request: Request, context: ConnectionContext) async throws -> Response {
      let path = request.uri.path
      let record = Record(method: request.method.rawValue, path: path, metrics: metrics, log: log)
      let response = try await response(to: request, path, context.channel, record)
      return request.method == .head ? response.createHeadResponse() : response
    }

    private func response(
      to request: Request, _ path: String, _ channel: any Channel, _ record: Record
    ) async throws -> Response {
      do {
        let answer = try await answer(to: request, path, channel, record)
        switch answer {
        case .text(let text, let type):
          record.end(200)
          return response(200, text, type)
        case .events(let events): return try await stream(events, channel, record)
        }
      } catch let error as HTTPParserError {
        // Hummingbird answers 400 and closes: what follows is not to be read.
        record.end(400, code: "bad_framing")
        throw error
      } catch {
        var error = APIError(error)
        record.end(error.status, code: error.code)
        // Whoever has not been told to send a body may send it or not: what follows cannot be told apart.
        if Self.waitsToSend(request), error.status != 499 { error.closes = true }
        return response(of: error)
      }
    }

    /// Whether a client asks before it sends a body (RFC 9110, 10.1.1).
    private static func waitsToSend(_ request: Request) -> Bool {
      request.headers[.expect]?.lowercased() == "100-continue"
    }

    private enum Answer {
      case text(String, String)
      case events(AsyncThrowingStream<JSONValue, any Error>)
    }

    private static let json = "application/json"

    private func answer(
      to request: Request, _ path: String, _ channel: any Channel, _ record: Record
    ) async throws -> Answer {
      let post = API.posts[path]
      guard post != nil || API.gets.contains(path) else {
        throw APIError(404, "no_route", "there is no \(path.prefix(100)); see /openapi.json")
      }
      let methods: [HTTPRequest.Method] = post == nil ? [.get, .head] : [.post]
      guard methods.contains(request.method) else {
        var error = APIError(405, "wrong_method", "\(path): expected \(methods[0].rawValue)")
        error.allow = methods.map(\.rawValue).joined(separator: ", ")
        throw error
      }
      if !["/", "/health", "/openapi.json"].contains(path) { try checkKey(request) }
      guard let post else { return try page(path) }
      if api.registry.isDraining { throw APIError.draining("the server is being stopped") }
      record.begin(connections)
      let share = budget.share()
      defer { withExtendedLifetime(share) {} }
      let body = try await body(
        of: request, channel, share, mayBeEmpty: path == "/v1/models/reload")
      let answer = try await connections.working(for: channel) { try await post(api, body) }
      return switch answer {
      case .whole(let value): .text(value.text, Self.json)
      case .events(let events): .events(events)
      }
    }

    private func page(_ path: String) throws -> Answer {
      switch path {
      case "/health":
        guard api.registry.isReady else {
          throw api.registry.isDraining
            ? APIError.draining("the server is being stopped")
            : APIError(503, "loading", "the models are being loaded")
        }
        return .text(#"{"status":"ok"}"#, Self.json)
      case "/metrics":
        return .text(metrics.text(api.registry.hosts), "text/plain; version=0.0.4; charset=utf-8")
      case "/v1/models": return .text(api.models.text, Self.json)
      case "/openapi.json": return .text(Self.description, Self.json)
      default: return .text(Self.playground, "text/html; charset=utf-8")
      }
    }

    static let descriptionBytes = PackageResources.openapi_json
    private static let description = String(decoding: descriptionBytes, as: UTF8.self)
    private static let playground = String(
      decoding: PackageResources.playground_html, as: UTF8.self)

    private func checkKey(_ request: Request) throws {
      guard api.configuration.admits(request.headers[.authorization]) else {
        throw APIError(401, "wrong_key", "expected the header Authorization: Bearer KEY")
      }
    }

    // MARK: Bodies

    private func body(
      of request: Request, _ channel: any Channel, _ share: BodyBudget.Share, mayBeEmpty: Bool
    ) async throws -> JSONValue {
      if let coding = request.headers[.contentEncoding], coding.lowercased() != "identity" {
        throw unsupported("Content-Encoding: expected none, found \(coding.prefix(100))")
      }
      let type = request.headers[.contentType]?.lowercased() ?? Self.json
      guard type.split(separator: ";").first?.trimmingCharacters(in: .whitespaces) == Self.json
      else {
        throw unsupported("Content-Type: expected \(Self.json), found \(type.prefix(100))")
      }
      let limit = api.configuration.bodyBytes
      if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > limit {
        throw tooLarge("\(length)")
      }
      if Self.waitsToSend(request) {
        try await channel.writeAndFlush(HTTPResponsePart.head(HTTPResponse(status: .continue)))
      }
      var bytes: [UInt8] = []
      for try await buffer in request.body {
        guard bytes.count + buffer.readableBytes <= limit else { throw tooLarge("more") }
        try share.take(buffer.readableBytes)
        bytes += buffer.readableBytesView
      }
      if bytes.isEmpty, mayBeEmpty { return .object([]) }
      return try JSONValue(reading: bytes)
    }

    private func unsupported(_ message: String) -> APIError {
      var error = APIError(415, "unsupported_body", message)
      error.closes = true
      return error
    }

    private func tooLarge(_ found: String) -> APIError {
      let limit = api.configuration.bodyBytes
      var error = APIError(
        413, "body_too_large", "the body: expected at most \(limit) bytes, found \(found)")
      error.closes = true
      return error
    }

    // MARK: Answers

    private func response(_ status: Int, _ text: String, _ type: String) -> Response {
      let whole = ByteBuffer(string: text)
      return Response(
        status: .init(code: status), headers: [.contentType: type],
        body: whole.readableBytes > Self.part ? inParts(whole) : ResponseBody(byteBuffer: whole))
    }

    /// Bytes that are written at once.
    private static let part = 1 << 16

    /// A long answer: whoever reads it slowly is then told apart from one who does not read at all.
    private func inParts(_ whole: ByteBuffer) -> ResponseBody {
      ResponseBody(contentLength: whole.readableBytes) { writer in
        var rest = whole
        while let part = rest.readSlice(length: min(Self.part, rest.readableBytes)),
          part.readableBytes > 0
        {
          try await writer.write(part)
        }
        try await writer.finish(nil)
      }
    }

    private func response(of error: APIError) -> Response {
      var response = response(error.status, error.json.text, Self.json)
      for field in error.headers { response.headers[field.name] = field.value }
      return response
    }

    /// The first event decides on the status; the others follow.
    private func stream(
      _ events: AsyncThrowingStream<JSONValue, any Error>, _ channel: any Channel, _ record: Record
    ) async throws -> Response {
      let rest = EventReader(events)
      let first = try await connections.working(for: channel) {
        let first = try await rest.next()
        // A reader that was cancelled sees an end and no error.
        try Task.checkCancellation()
        return first
      }
      let connections = connections
      let body = ResponseBody { writer in
        var event = first
        while let value = event {
          try await writer.write(ByteBuffer(string: "data: \(value.text)\n\n"))
          do {
            try connections.goOn()
            event = try await rest.next()
          } catch {
            // The status has gone already: an event says it, and that the answer breaks off.
            let error = APIError(error)
            record.end(error.status, code: error.code)
            try await writer.write(ByteBuffer(string: "data: \(error.json.text)\n\n"))
            throw error
          }
        }
        try await writer.write(ByteBuffer(string: "data: [DONE]\n\n"))
        record.end(200)
        try await writer.finish(nil)
      }
      return Response(
        status: .ok, headers: [.contentType: "text/event-stream", .cacheControl: "no-cache"],
        body: body)
    }
  }

  /// Events that one task after the other reads.
  private final class EventReader: @unchecked Sendable {
    private var iterator: AsyncThrowingStream<JSONValue, any Error>.AsyncIterator

    init(_ events: AsyncThrowingStream<JSONValue, any Error>) {
      iterator = events.makeAsyncIterator()
    }

    func next() async throws -> JSONValue? { try await iterator.next() }
  }
#endif
