using System.Net;
using Ringback.ProbeWorker.Probes.Net;

namespace Ringback.ProbeWorker;

/// <summary>The settings of the service, from arguments and environment.</summary>
/// <param name="Broker">AMQP URI; may hold a password.</param>
internal sealed record WorkerSettings(WorkerOptions Options, Uri Broker)
{
    /// <param name="errors">Every mistake at once, each with its mend; empty where the settings are good.</param>
    public static WorkerSettings? Read(IConfiguration configuration, out IReadOnlyList<string> errors)
    {
        var found = new List<string>();
        var region = Required("Region", "the id of the region that this worker is");
        var spool = Required("Spool", "a folder of this worker alone");
        if (!Uri.TryCreate(configuration["Broker"], UriKind.Absolute, out var broker) || !IsAmqp(broker))
            found.Add("Broker: give the broker as amqp://user:password@host:5672/vhost, or amqps://.");

        if (!long.TryParse(configuration["SpoolMaxBytes"] ?? "1073741824", out var maxBytes) || maxBytes < 1_048_576)
            found.Add("SpoolMaxBytes: give a number of bytes from 1048576.");

        var kinds = configuration["Kinds"]
            ?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        foreach (var kind in kinds ?? [])
        {
            if (Probes.ProbeList.Find(kind) is null)
                found.Add(
                    $"Kinds: '{kind}' is none of {string.Join(", ", Probes.ProbeList.Kinds.Select(k => k.Name))}."
                );
        }

        var egress = ReadEgress(configuration, found);
        errors = found;
        return found.Count > 0
            ? null
            : new WorkerSettings(
                new WorkerOptions
                {
                    Region = region,
                    Name = configuration["Worker"] ?? Dns.GetHostName(),
                    StateFolder = spool,
                    SpoolMaxBytes = maxBytes,
                    Egress = egress,
                    Kinds = kinds is { Length: > 0 } ? kinds.ToHashSet() : null,
                },
                broker!
            );

        string Required(string name, string what)
        {
            if (string.IsNullOrWhiteSpace(configuration[name]))
                found.Add($"{name}: give {what}.");

            return configuration[name] ?? "";
        }
    }

    private static EgressPolicy ReadEgress(IConfiguration configuration, List<string> found)
    {
        var except = new List<IPNetwork>();
        var words = configuration["EgressExcept"]
            ?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        foreach (var text in words ?? [])
        {
            if (IPNetwork.TryParse(text, out var network))
                except.Add(network);
            else
                found.Add($"EgressExcept: '{text}' is no network: give ones such as 10.1.0.0/16, divided by commas.");
        }

        switch (configuration["Egress"])
        {
            case null or "any":
                return EgressPolicy.Any;
            case "public":
                return EgressPolicy.Public(except);
            case var word:
                found.Add($"Egress: '{word}' is neither any nor public.");
                return EgressPolicy.Any;
        }
    }

    private static bool IsAmqp(Uri uri) => uri.Scheme is "amqp" or "amqps";
}
