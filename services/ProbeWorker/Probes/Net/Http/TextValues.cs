using System.Text;
using System.Text.Json;
using Ringback.Model.Catalogs;
using Ringback.Model.Catalogs.Checks.Http;
using Ringback.Model.Results;

namespace Ringback.ProbeWorker.Probes.Net.Http;

/// <summary>What <c>{{name}}</c> stands for: secrets, and what a peer gave. None of it is ever shown.</summary>
internal sealed class TextValues
{
    /// <summary>Shorter ones are too common in texts to be taken out of them.</summary>
    private const int LeastHidden = 6;

    private readonly Dictionary<string, string> _values = [];
    private readonly HashSet<string> _hidden = [];

    /// <exception cref="JudgedException">A secret is missing: the worker's fault.</exception>
    public static async ValueTask<TextValues> ReadAsync(
        IReadOnlyDictionary<string, SecretReference> references,
        Secrets secrets,
        CancellationToken cancel
    )
    {
        var values = new TextValues();
        foreach (var (name, reference) in references)
            values.Set(name, await secrets.ReadAsync(reference, cancel));

        return values;
    }

    public void Set(string name, string value)
    {
        _values[name] = value;
        Hide(value);
    }

    /// <summary>Takes it out of whatever is shown from now on.</summary>
    public void Hide(string secret)
    {
        if (secret.Length >= LeastHidden)
            _hidden.Add(secret);
    }

    /// <summary>Into path or query of a URL.</summary>
    public string InUrl(string text) => Placeholders.Fill(text, name => Uri.EscapeDataString(ValueOf(name)));

    /// <summary>Into a header.</summary>
    /// <exception cref="JudgedException">A value cannot stand in one: whoever sent it would write headers of ours.</exception>
    public string InHeader(string text)
    {
        var filled = Placeholders.Fill(text, ValueOf);
        return filled.Any(char.IsControl)
            ? throw new JudgedException(
                Judgement.Down(
                    Reason.AssertionFailed,
                    "What an earlier step captured has control characters in it, and is to go into a header."
                )
            )
            : filled;
    }

    /// <summary>Into a body: escaped where that is JSON, so that a value stays one value.</summary>
    public string InBody(string text, string? mediaType) =>
        mediaType?.EndsWith("json", StringComparison.OrdinalIgnoreCase) is true
            ? Placeholders.Fill(text, name => JsonEncodedText.Encode(ValueOf(name)).ToString())
            : Placeholders.Fill(text, ValueOf);

    public string Plain(string text) => Placeholders.Fill(text, ValueOf);

    /// <summary>The text without any of the values, also as they stand in a URL.</summary>
    public string Redact(string text)
    {
        var redacted = new StringBuilder(text);
        foreach (var secret in _hidden.OrderByDescending(secret => secret.Length))
            redacted.Replace(secret, "(removed)").Replace(Uri.EscapeDataString(secret), "(removed)");

        return redacted.ToString();
    }

    /// <remarks>The centre saw to it that a step uses only what is set before it.</remarks>
    private string ValueOf(string name) => _values.GetValueOrDefault(name, "");
}
