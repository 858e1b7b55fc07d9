using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Dapr.Client;
using Dapr.Client.Autogen.Grpc.v1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Ringback.Tests.Integration.Aggregator.Alerts;

/// <summary>
/// A double of a Dapr sidecar, which no package here has. It holds to what Dapr's documentation says of publishing: one component and one topic,
/// a token if it was given one, an envelope of CloudEvents that is taken as it is where the content type says so, and one of its own around anything else,
/// of which metadata gives only some attributes. What a subscriber would get is kept.
/// </summary>
internal sealed class Sidecar : IAsyncDisposable
{
    public const string PubSub = "pubsub";
    public const string Topic = "incidents";
    public const string Token = "sesame";

    private readonly WebApplication _app;
    private readonly string _address;

    private Sidecar(WebApplication app, string address) => (_app, _address) = (app, address);

    public IReadOnlyCollection<JsonObject> Delivered => _app.Services.GetRequiredService<Delivered>().Events;

    public static async Task<Sidecar> StartAsync()
    {
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.Listen(System.Net.IPAddress.Loopback, 0, each => each.Protocols = HttpProtocols.Http2)
        );
        builder.Logging.ClearProviders();
        builder.Services.AddGrpc();
        builder.Services.AddSingleton<Delivered>();
        var app = builder.Build();
        app.MapGrpcService<SidecarService>();
        await app.StartAsync(TestContext.Current.CancellationToken);
        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        return new Sidecar(app, addresses.First());
    }

    public DaprClient Client(string token = Token) =>
        new DaprClientBuilder().UseGrpcEndpoint(_address).UseDaprApiToken(token).Build();

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}

internal sealed class Delivered
{
    public ConcurrentQueue<JsonObject> Events { get; } = new();
}

/// <summary>The method of the sidecar's service that we use; its types are those of the official description.</summary>
[BindServiceMethod(typeof(SidecarServiceBase), nameof(Bind))]
internal abstract class SidecarServiceBase
{
    public static void Bind(ServiceBinderBase binder, SidecarServiceBase? service)
    {
        var method = DaprReflection
            .Descriptor.FindTypeByName<Google.Protobuf.Reflection.ServiceDescriptor>("Dapr")
            .FindMethodByName("PublishEvent");
        Assert.Equal(typeof(PublishEventRequest), method.InputType.ClrType);
        binder.AddMethod(
            new Method<PublishEventRequest, Empty>(
                MethodType.Unary,
                method.Service.FullName,
                method.Name,
                Marshaller<PublishEventRequest>(),
                Marshaller<Empty>()
            ),
            service is null ? null : service.PublishEvent
        );
    }

    public abstract Task<Empty> PublishEvent(PublishEventRequest request, ServerCallContext context);

    private static Marshaller<T> Marshaller<T>()
        where T : class, IMessage<T>, new()
    {
        var parser = new MessageParser<T>(() => new T());
        return Marshallers.Create(
            (message, context) => context.Complete(message.ToByteArray()),
            context => parser.ParseFrom(context.PayloadAsNewBuffer())
        );
    }
}

internal sealed class SidecarService(Delivered delivered) : SidecarServiceBase
{
    private static readonly string[] Needed = ["specversion", "id", "source", "type"];

    /// <summary>What metadata may give of an envelope that Dapr makes.</summary>
    private static readonly string[] Overridable = ["id", "source", "type", "traceid", "tracestate", "traceparent"];

    public override Task<Empty> PublishEvent(PublishEventRequest request, ServerCallContext context)
    {
        if (context.RequestHeaders.GetValue("dapr-api-token") != Sidecar.Token)
            throw Refusal(StatusCode.Unauthenticated, "authentication error: api token mismatch");
        if (request.PubsubName != Sidecar.PubSub)
            throw Refusal(StatusCode.InvalidArgument, $"pubsub {request.PubsubName} is not found");
        if (request.Topic != Sidecar.Topic)
            throw Refusal(StatusCode.PermissionDenied, $"topic {request.Topic} is not allowed for app id ringback");

        var envelope = request.DataContentType.StartsWith("application/cloudevents+json", StringComparison.Ordinal)
            ? Given(request.Data.ToStringUtf8())
            : Made(request);
        envelope["topic"] = request.Topic;
        envelope["pubsubname"] = request.PubsubName;
        delivered.Events.Enqueue(envelope);
        return Task.FromResult(new Empty());
    }

    private static JsonObject Given(string data)
    {
        var envelope = JsonNode.Parse(data) as JsonObject;
        return envelope is not null && Needed.All(name => (string?)envelope[name] is { Length: > 0 })
            ? envelope
            : throw Refusal(StatusCode.InvalidArgument, "no CloudEvent");
    }

    private static JsonObject Made(PublishEventRequest request)
    {
        var envelope = new JsonObject
        {
            ["specversion"] = "1.0",
            ["id"] = Guid.NewGuid().ToString(),
            ["source"] = "ringback",
            ["type"] = "com.dapr.event.sent",
            ["datacontenttype"] = request.DataContentType,
            ["data"] = request.Data.ToStringUtf8(),
        };
        foreach (var name in Overridable)
            if (request.Metadata.TryGetValue($"cloudevent.{name}", out var value))
                envelope[name] = value;

        return envelope;
    }

    private static RpcException Refusal(StatusCode code, string detail) => new(new Status(code, detail));
}
