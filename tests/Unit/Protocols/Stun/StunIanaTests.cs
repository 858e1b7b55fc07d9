using System.Globalization;
using System.Reflection;
using Ringback.Protocols.Stun;

namespace Ringback.Tests.Unit.Protocols.Stun;

/// <summary>Our numbers against IANA's tables.</summary>
public class StunIanaTests
{
    [Fact]
    public void Methods_are_those_of_IANA() =>
        AssertAll("stun-parameters-2.csv", Enum.GetValues<StunMethod>().ToDictionary(m => m.ToString(), m => (int)m));

    [Fact]
    public void Attributes_are_those_of_IANA() =>
        AssertAll(
            "stun-parameters-4.csv",
            Enum.GetValues<StunAttributeType>().ToDictionary(type => type.ToString(), type => (int)type)
        );

    [Fact]
    public void Error_codes_are_those_of_IANA()
    {
        var table = Table("stun-parameters-6.csv");
        foreach (var (name, value) in Constants(typeof(StunErrorCode)))
            Assert.Equal(value, table[name]);
    }

    private static void AssertAll(string file, Dictionary<string, int> ours)
    {
        var table = Table(file);
        Assert.NotEmpty(ours);
        foreach (var (name, value) in ours)
            Assert.Equal(value, table[name]);
    }

    private static IEnumerable<(string Name, int Value)> Constants(Type type) =>
        type.GetFields(BindingFlags.Public | BindingFlags.Static).Select(f => (f.Name, (int)f.GetRawConstantValue()!));

    /// <summary>Name without punctuation, case ignored, to number. Ranges and continuation lines are left out.</summary>
    private static Dictionary<string, int> Table(string file)
    {
        var table = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        foreach (var cells in Vectors.Lines(file).Select(line => line.Split(',')).Where(cells => cells.Length == 3))
        {
            if (TryParse(cells[0], out var value))
                table[string.Concat(cells[1].Where(char.IsAsciiLetterOrDigit))] = value;
        }

        return table;
    }

    private static bool TryParse(string text, out int value) =>
        text.StartsWith("0x", StringComparison.Ordinal)
            ? int.TryParse(text.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out value)
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
}
