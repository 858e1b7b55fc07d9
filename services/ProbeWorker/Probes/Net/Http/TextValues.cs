using System.Net;
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

    private const string Removed = "(removed)";

    /// <summary>Where something was cut here.</summary>
    private const char Ellipsis = '…';

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

    /// <summary>Takes it out of whatever is shown from now on, also as it stands in URLs, forms, JSON and base64.</summary>
    public void Hide(string secret)
    {
        if (secret.Length < LeastHidden)
            return;

        _hidden.Add(secret);
        _hidden.Add(Uri.EscapeDataString(secret));
        _hidden.Add(WebUtility.UrlEncode(secret));
        _hidden.Add(JsonEncodedText.Encode(secret).ToString());
        _hidden.Add(Convert.ToBase64String(Encoding.UTF8.GetBytes(secret)));
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

    /// <summary>What a run judged, without any of the values, whichever way it came to it.</summary>
    public async Task<Judgement> RedactAsync(Func<Task<Judgement>> judge)
    {
        Judgement judgement;
        try
        {
            judgement = await judge();
        }
        catch (JudgedException e)
        {
            judgement = e.Judgement;
        }

        return judgement.Detail is { } detail ? judgement with { Detail = Redact(detail) } : judgement;
    }

    /// <summary>The text without any of the values; where it was cut, at its end or before an ellipsis, without the beginning of one either.</summary>
    public string Redact(string text)
    {
        var redacted = new StringBuilder(text);
        foreach (var secret in _hidden.OrderByDescending(secret => secret.Length))
            redacted.Replace(secret, Removed);

        var pieces = redacted.ToString().Split(Ellipsis);
        return string.Join(Ellipsis, pieces.Select(WithoutBeginning));
    }

    private string WithoutBeginning(string text)
    {
        var left = _hidden.Select(secret => LengthOfBeginning(secret, text)).Append(0).Max();
        return left == 0 ? text : text[..^left] + Removed;
    }

    /// <returns>How much of the secret's beginning is at the text's end; 0 for too little to tell.</returns>
    private static int LengthOfBeginning(string secret, string text)
    {
        for (var length = Math.Min(secret.Length - 1, text.Length); length >= LeastHidden; length--)
            if (text.AsSpan().EndsWith(secret.AsSpan(0, length), StringComparison.Ordinal))
                return length;

        return 0;
    }

    /// <remarks>The centre saw to it that a step uses only what is set before it.</remarks>
    private string ValueOf(string name) => _values.GetValueOrDefault(name, "");
}
