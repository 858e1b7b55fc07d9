using System.Text.Json;

namespace Ringback.Tests.Unit.Protocols.Rtp;

/// <summary>The files of <c>vectors</c>; its README says where they come from.</summary>
internal static class Vector
{
    public static JsonElement Read(string name)
    {
        var path = Path.Combine(AppContext.BaseDirectory, "Protocols", "Rtp", "vectors", name);
        using var document = JsonDocument.Parse(File.ReadAllText(path));
        return document.RootElement.Clone();
    }
}
