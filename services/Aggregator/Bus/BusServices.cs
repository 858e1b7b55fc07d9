using System.Net.Mime;
using System.Text.Json;
using MassTransit;
using Ringback.Model;
using Ringback.Store.Reads;

namespace Ringback.Aggregator.Bus;

/// <summary>The aggregator's side of the broker. Where all is one process there is none.</summary>
internal static class BusServices
{
    private const ushort Prefetch = 64;
    private const int Together = 4;

    /// <param name="broker">AMQP URI, such as <c>amqp://user:password@broker:5672/vhost</c>.</param>
    public static IServiceCollection AddBus(this IServiceCollection services, Uri broker)
    {
        services.AddSingleton(new BrokerConnection(broker));
        services.AddSingleton<CatalogReads>();
        services.AddSingleton<BatchIntake>();
        services.AddHostedService<CatalogPublisher>();
        services.AddHostedService<RunPublisher>();
        services.AddMassTransit(bus =>
        {
            bus.AddConsumer<BatchConsumer>();
            bus.UsingRabbitMq(
                (context, rabbit) =>
                {
                    rabbit.Host(broker);
                    rabbit.ConfigureJsonSerializerOptions(WithModel);
                    rabbit.ReceiveEndpoint(Topology.Ingest, endpoint => Configure(endpoint, context));
                }
            );
        });
        return services;
    }

    private static void Configure(IRabbitMqReceiveEndpointConfigurator endpoint, IBusRegistrationContext context)
    {
        endpoint.ConfigureConsumeTopology = false; // no exchange for each message type
        foreach (var (name, value) in Topology.IngestArguments)
            endpoint.SetQueueArgument(name, value);

        endpoint.Bind(
            BusNames.Results,
            exchange =>
            {
                exchange.ExchangeType = RabbitMQ.Client.ExchangeType.Fanout;
                exchange.Durable = true;
            }
        );
        endpoint.DefaultContentType = new ContentType("application/json");
        endpoint.UseRawJsonDeserializer(RawSerializerOptions.AnyMessageType, isDefault: true);

        // What is thrown goes back to the queue, and after the delivery limit to the parked queue: no second error queue.
        endpoint.RethrowFaultedMessages();
        endpoint.PrefetchCount = Prefetch;
        endpoint.ConcurrentMessageLimit = Together;
        endpoint.ConfigureConsumer<BatchConsumer>(context);
    }

    private static JsonSerializerOptions WithModel(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
        foreach (var converter in ModelJson.Default.Options.Converters)
            options.Converters.Add(converter);

        return options;
    }
}
