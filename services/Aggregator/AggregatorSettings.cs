using System.Globalization;
using Npgsql;
using Ringback.Aggregator.Alerts;

namespace Ringback.Aggregator;

/// <summary>Reads the options of the service from its configuration: every error at once.</summary>
internal static class AggregatorSettings
{
    /// <param name="errors">One line each, naming the setting; empty if and only if there are options.</param>
    public static AggregatorOptions? Read(IConfiguration configuration, out IReadOnlyList<string> errors)
    {
        var found = new List<string>();
        var options = new AggregatorOptions
        {
            Database = Database(configuration, found),
            Broker = Broker(configuration["Broker"], found),
            CatalogPath = configuration["Catalog:Path"] is { Length: > 0 } path ? path : null,
            CatalogVariables = CatalogFiles.CatalogVariables.From(Environment.GetEnvironmentVariables(), []),
            CatalogLead = TimeSpan.FromSeconds(Number(configuration, "Catalog:LeadSeconds", 10, 0, 3_600, found)),
            ResultDays = Number(
                configuration,
                "Retention:ResultDays",
                AggregatorOptions.DefaultResultDays,
                1,
                3_650,
                found
            ),
            PlainDays = Number(
                configuration,
                "Retention:PlainDays",
                AggregatorOptions.DefaultPlainDays,
                2,
                3_650,
                found
            ),
            EvidenceDays = Number(
                configuration,
                "Retention:EvidenceDays",
                AggregatorOptions.DefaultEvidenceDays,
                1,
                3_650,
                found
            ),
            EvidenceBytes =
                AggregatorOptions.Gigabyte
                * Number(
                    configuration,
                    "Retention:EvidenceGigabytes",
                    AggregatorOptions.DefaultEvidenceGigabytes,
                    1,
                    100_000,
                    found
                ),
            RecordDays = Number(
                configuration,
                "Retention:RecordDays",
                AggregatorOptions.DefaultRecordDays,
                1,
                36_500,
                found
            ),
            Alerts = AlertSettings.Read(configuration, found),
        };
        errors = found;
        return found.Count == 0 ? options : null;
    }

    private static string Database(IConfiguration configuration, List<string> errors)
    {
        var text = configuration["Database"];
        if (string.IsNullOrEmpty(text))
        {
            errors.Add(
                "Database is missing; give a connection string such as Host=db;Username=ringback;Database=ringback"
            );
            return "";
        }

        try
        {
            return new NpgsqlConnectionStringBuilder(text).ToString();
        }
        catch (ArgumentException)
        {
            errors.Add(
                "Database is no connection string; give one such as Host=db;Username=ringback;Database=ringback"
            );
            return "";
        }
    }

    private static Uri? Broker(string? text, List<string> errors)
    {
        if (Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is ("amqp" or "amqps"))
            return uri;

        errors.Add("Broker is no AMQP URI; give one such as amqp://user:password@broker:5672");
        return null;
    }

    private static int Number(
        IConfiguration configuration,
        string key,
        int usual,
        int least,
        int most,
        List<string> errors
    )
    {
        var text = configuration[key];
        if (string.IsNullOrEmpty(text))
            return usual;

        if (
            int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number >= least
            && number <= most
        )
            return number;

        errors.Add($"{key} is no whole number from {least} to {most}");
        return usual;
    }
}
