#if Server
  import NIOCore
  import NIOHTTPTypes
  import NIOHTTPTypesHTTP1

  /// Closes a connection that has no request for too long, does not end one or does not take its answer, and says
  /// when a client goes. What no model has room for it answers itself.
  final class ConnectionHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private let idle: TimeAmount
    private let arriving: TimeAmount
    private let connections: Connections
    private let registry: ModelRegistry
    private let refusal: EarlyRefusal
    /// The request that is being refused: the rest of it is not heeded.
    private var refused: EarlyRefusal.Answer?
    private var timer: Scheduled<Void>?
    /// Of a client that does not read.
    private var stalled: Scheduled<Void>?
    /// Of each answer that is owed, whether the connection is closed after it.
    private var owed: [Bool] = []
    /// Whether a request has begun to arrive and has not ended.
    private var isArriving = false
    private var isClosing = false
    /// Whether what comes is not read any more.
    private var isDeaf = false
    private var isStopping = false
    /// For how long a connection stays open whose client may not know yet that it is closed.
    static let grace = TimeAmount.seconds(1)

    init(
      _ configuration: ServerConfiguration, _ connections: Connections, _ registry: ModelRegistry,
      _ refusal: EarlyRefusal
    ) {
      idle = .seconds(Int64(configuration.idleSeconds))
      arriving = .seconds(Int64(configuration.requestSeconds))
      (self.connections, self.registry, self.refusal) = (connections, registry, refusal)
    }

    private func close(_ context: ChannelHandlerContext, in time: TimeAmount) {
      timer?.cancel()
      let channel = context.channel
      timer = context.eventLoop.scheduleTask(in: time) { channel.close(promise: nil) }
    }

    /// Waits for what is next: nothing is limited here while an answer is made.
    private func wait(_ context: ChannelHandlerContext) {
      // A request that is answered before it has ended keeps the time that it has to arrive in.
      if isClosing || isArriving { return }
      if owed.isEmpty {
        close(context, in: isStopping ? Self.grace : idle)
      } else {
        timer?.cancel()
      }
    }

    func handlerAdded(context: ChannelHandlerContext) {
      connections.opened()
      let pipeline = context.pipeline.syncOperations
      if let codec = try? pipeline.handler(type: HTTP1ToHTTPServerCodec.self) {
        try? pipeline.addHandler(MessageHandler(), position: .before(codec))
      }
      wait(context)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
      timer?.cancel()
      stalled?.cancel()
      connections.closed()
    }

    func channelInactive(context: ChannelHandlerContext) {
      timer?.cancel()
      stalled?.cancel()
      connections.left(context.channel)
      context.fireChannelInactive()
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
      stalled?.cancel()
      let channel = context.channel
      stalled =
        channel.isWritable
        ? nil : context.eventLoop.scheduleTask(in: idle) { channel.close(promise: nil) }
      context.fireChannelWritabilityChanged()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      if isDeaf { return }
      switch unwrapInboundIn(data) {
      case .head(let head):
        connections.asked()
        if isClosing || owed.last == true {
          // Nothing after the last request is one (RFC 9112, 9.6).
          isDeaf = true
          return
        }
        // An answer that is owed already comes first; and whoever does not read gets no more of them.
        refused =
          owed.isEmpty && context.channel.isWritable ? refusal.answer(to: head) : nil
        owed.append(head.headerFields[.connection] == "close")
        isArriving = true
        close(context, in: arriving)
      case .body: break
      case .end:
        isArriving = false
        wait(context)
        if let refused {
          refuse(context, refused)
          return
        }
      }
      if refused == nil { context.fireChannelRead(data) }
    }

    private func refuse(_ context: ChannelHandlerContext, _ answer: EarlyRefusal.Answer) {
      refused = nil
      answer.record.end(answer.error.status, code: answer.error.code)
      for part in answer.parts(context.channel.allocator) {
        write(context: context, data: wrapOutboundOut(part), promise: nil)
      }
      context.flush()
      if isClosing { context.close(mode: .output, promise: nil) }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
      if case ChannelEvent.inputClosed? = event as? ChannelEvent, !owed.isEmpty {
        // It waits for no answer: as proxies see it too.
        context.close(promise: nil)
        return
      }
      if event is ChannelShouldQuiesceEvent, !owed.isEmpty {
        // An answer that has begun may not say that it is the last: the client may ask once more.
        isStopping = true
        return
      }
      context.fireUserInboundEventTriggered(event)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
      var part = unwrapOutboundIn(data)
      switch part {
      case .head(var head) where head.status.kind != .informational:
        if owed.first == true || registry.isDraining { head.headerFields[.connection] = "close" }
        isClosing = head.headerFields[.connection] == "close"
        part = .head(head)
      case .head, .body: break
      case .end:
        if !owed.isEmpty { owed.removeFirst() }
        if isClosing {
          // The rest of what the client sends is read for a moment, or else it may not see the answer.
          close(context, in: Self.grace)
        } else {
          wait(context)
        }
      }
      context.write(wrapOutboundOut(part), promise: promise)
    }
  }
#endif
