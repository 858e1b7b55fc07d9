namespace Ringback.Model.Catalogs.Checks.Http;

/// <summary>One request of a scenario, what must come back, and what is kept of it for the steps that follow.</summary>
public sealed record HttpStep
{
    /// <summary>For people; empty where the check is a single request.</summary>
    public required string Name { get; init; }

    /// <summary>Absolute, scheme <c>https</c>; path and query may hold <c>{{name}}</c>, the host may not: no peer chooses whom we ask.</summary>
    public required string Url { get; init; }

    public HttpRequestPlan Request { get; init; } = new();

    public HttpExpectation Expect { get; init; } = new();

    /// <summary>By the name that later steps use.</summary>
    public IReadOnlyDictionary<string, HttpCapture> Captures { get; init; } = new Dictionary<string, HttpCapture>();
}

/// <summary>What a request is made of. Its texts may hold <c>{{name}}</c>: a secret, or what an earlier step captured.</summary>
public sealed record HttpRequestPlan
{
    /// <summary>Upper case; null for GET, or POST where there is a body.</summary>
    public string? Method { get; init; }

    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>Null for none; UTF-8.</summary>
    public string? Body { get; init; }

    /// <summary>Fields of a form, sent instead of a body; null for none.</summary>
    public IReadOnlyDictionary<string, string>? Form { get; init; }

    /// <summary>How many redirects are followed; the answer after them is the one that is judged.</summary>
    public int Redirects { get; init; }

    /// <summary>Without the check's login.</summary>
    public bool Anonymous { get; init; }

    public string EffectiveMethod => Method ?? (Body is null && Form is null ? "GET" : "POST");
}

/// <summary>Where in an answer a value is: exactly one of the three.</summary>
public sealed record HttpCapture
{
    /// <summary>Name of a header.</summary>
    public string? Header { get; init; }

    /// <summary>A JSONPath (RFC 9535) whose first value counts.</summary>
    public string? Json { get; init; }

    /// <summary>A regular expression over the body; its first group counts, or the whole match.</summary>
    public string? Pattern { get; init; }
}
