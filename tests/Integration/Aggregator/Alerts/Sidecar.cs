using System.Collections.Concurrent;
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

/// <summary>What was published.</summary>
/// <param name="Data">JSON.</param>
internal sealed record PublishedEvent(
    string PubSub,
    string Topic,
    IReadOnlyDictionary<string, string> Metadata,
    string Data
);

/// <summary>A double of a Dapr sidecar, which no package here has: it keeps what is published.</summary>
internal sealed class Sidecar : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly string _address;

    private Sidecar(WebApplication app, string address) => (_app, _address) = (app, address);

    public IReadOnlyCollection<PublishedEvent> Published => _app.Services.GetRequiredService<Published>().Events;

    public static async Task<Sidecar> StartAsync()
    {
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.Listen(System.Net.IPAddress.Loopback, 0, each => each.Protocols = HttpProtocols.Http2)
        );
        builder.Logging.ClearProviders();
        builder.Services.AddGrpc();
        builder.Services.AddSingleton<Published>();
        var app = builder.Build();
        app.MapGrpcService<SidecarService>();
        await app.StartAsync(TestContext.Current.CancellationToken);
        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        return new Sidecar(app, addresses.First());
    }

    public DaprClient Client() => new DaprClientBuilder().UseGrpcEndpoint(_address).Build();

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}

internal sealed class Published
{
    public ConcurrentQueue<PublishedEvent> Events { get; } = new();
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

internal sealed class SidecarService(Published published) : SidecarServiceBase
{
    public override Task<Empty> PublishEvent(PublishEventRequest request, ServerCallContext context)
    {
        published.Events.Enqueue(
            new PublishedEvent(
                request.PubsubName,
                request.Topic,
                new Dictionary<string, string>(request.Metadata),
                request.Data.ToStringUtf8()
            )
        );
        return Task.FromResult(new Empty());
    }
}
