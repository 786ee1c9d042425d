#if Server
  import NIOCore
  import NIOHTTP1

  /// Heeds what is in a message's head and no request tells any more: its version, and whose it is.
  ///
  /// A request without one `Host` is refused (RFC 9112, 3.2). What `Connection` lists becomes the one word that
  /// Hummingbird looks for. Whoever speaks HTTP/1.0 gets one answer, which ends with the connection.
  final class MessageHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    /// The version of the first request; nil before it.
    private var version: HTTPVersion?
    private var isRefused = false

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      if isRefused { return }
      guard case .head(var head) = unwrapInboundIn(data) else {
        context.fireChannelRead(data)
        return
      }
      let isOld = head.version != .http1_1
      let hosts = head.headers["host"].count
      guard hosts == 1 || isOld && hosts == 0 else {
        isRefused = true
        context.fireErrorCaught(HTTPParserError.invalidHeaderToken)
        return
      }
      version = version ?? head.version
      let words = head.headers[canonicalForm: "connection"].map { $0.lowercased() }
      head.headers.remove(name: "connection")
      if isOld || words.contains("close") { head.headers.add(name: "connection", value: "close") }
      context.fireChannelRead(wrapInboundOut(.head(head)))
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
      guard case .head(var head) = unwrapOutboundIn(data), let version, version != .http1_1 else {
        context.write(data, promise: promise)
        return
      }
      head.version = version
      context.write(wrapOutboundOut(.head(head)), promise: promise)
    }
  }
#endif
