using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Ringback.Protocols.Sip;

/// <summary>One parameter of a URI or header.</summary>
/// <param name="Value">As on the wire, a quoted string with its quotes; null where the name stands alone.</param>
public readonly record struct SipParameter(string Name, string? Value);

/// <summary>The parameters behind a URI or a header value, in their order; names are looked up without case.</summary>
public sealed class SipParameters(IReadOnlyList<SipParameter> all) : IEquatable<SipParameters>
{
    public static SipParameters None { get; } = new([]);

    public IReadOnlyList<SipParameter> All { get; } = all;

    public bool Has(string name) => All.Any(p => Matches(p, name));

    /// <returns>The value of the first parameter of that name, without quotes; null where it is absent or has none.</returns>
    public string? Get(string name) =>
        All.FirstOrDefault(p => Matches(p, name)).Value is { } value ? SipQuoted.Unquote(value) : null;

    /// <summary>The same with one parameter replaced, or added at the end.</summary>
    /// <exception cref="ArgumentException">The value could not be told from what follows it.</exception>
    public SipParameters With(string name, string? value)
    {
        if (!SipChars.IsToken(name) || !CanStandBare(value))
            throw new ArgumentException($"'{name}={value}' is no parameter.", nameof(value));

        return new([.. All.Where(p => !Matches(p, name)), new SipParameter(name, value)]);
    }

    public bool Equals([NotNullWhen(true)] SipParameters? other) => other is not null && All.SequenceEqual(other.All);

    public override bool Equals(object? obj) => Equals(obj as SipParameters);

    public override int GetHashCode() => All.Count == 0 ? 0 : HashCode.Combine(All.Count, All[0]);

    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var (name, value) in All)
        {
            text.Append(';').Append(name);
            if (value is not null)
                text.Append('=').Append(value);
        }

        return text.ToString();
    }

    /// <summary>Takes the generic parameters at the end of a header value: <c>*(SEMI token [EQUAL gen-value])</c>.</summary>
    internal static bool TryTake(ref SipCursor cursor, out SipParameters parameters)
    {
        parameters = None;
        List<SipParameter>? all = null;
        while (cursor.TryTakeSeparator(';'))
        {
            if (!cursor.TryTakeToken(out var name))
                return false;

            string? value = null;
            if (cursor.TryTakeSeparator('=') && !TryTakeValue(ref cursor, out value))
                return false;

            (all ??= []).Add(new SipParameter(name, value));
        }

        if (all is not null)
            parameters = new SipParameters(all);

        return true;
    }

    /// <summary>Takes the parameters of a SIP URI: no white space, escapes instead of quotes (RFC 3261 §19.1.1).</summary>
    internal static bool TryTakeOfUri(ref SipCursor cursor, out SipParameters parameters)
    {
        parameters = None;
        List<SipParameter>? all = null;
        while (cursor.TryTake(';'))
        {
            var name = cursor.TakeWhile(SipChars.UriParameter);
            if (name.IsEmpty || !SipChars.HasOnlyWholeEscapes(name))
                return false;

            string? value = null;
            if (cursor.TryTake('='))
            {
                var taken = cursor.TakeWhile(SipChars.UriParameter);
                if (taken.IsEmpty || !SipChars.HasOnlyWholeEscapes(taken))
                    return false;

                value = taken.ToString();
            }

            (all ??= []).Add(new SipParameter(name.ToString(), value));
        }

        if (all is not null)
            parameters = new SipParameters(all);

        return true;
    }

    private static bool TryTakeValue(ref SipCursor cursor, out string? value)
    {
        if (cursor.TryTakeQuoted(out var quoted))
        {
            value = quoted;
            return true;
        }

        // A gen-value is a token or a host; an IPv6 address is in brackets, or bare as in received=.
        var start = cursor;
        if (SipHost.TryTake(ref cursor, out var host) && host.StartsWith('['))
        {
            value = host;
            return true;
        }

        cursor = start;
        var taken = cursor.TakeWhile(SipChars.TokenOrColon);
        value = taken.ToString();
        return !taken.IsEmpty;
    }

    private static bool CanStandBare(string? value) =>
        value is null || (!value.AsSpan().ContainsAny(SipChars.ParameterEnd) && SipChars.IsLineText(value));

    private static bool Matches(SipParameter parameter, string name) =>
        name.Equals(parameter.Name, StringComparison.OrdinalIgnoreCase);
}
