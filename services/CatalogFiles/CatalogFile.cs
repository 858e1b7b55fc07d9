using System.Text;
using Ringback.CatalogFiles.Parts;
using Ringback.CatalogFiles.Reading;
using Ringback.CatalogFiles.Yaml;

namespace Ringback.CatalogFiles;

/// <summary>Reads a catalog from YAML; the format is <c>infra/catalogs/README.md</c>. Never throws, whatever the file holds.</summary>
public static class CatalogFile
{
    /// <summary>Of a file, in bytes.</summary>
    public const int MaxSize = 4 * 1024 * 1024;

    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    /// <param name="path">Shown in errors as it is given.</param>
    /// <param name="variables">Values of variables by name; those that the file does not declare are left out.</param>
    public static CatalogReading Read(string path, IReadOnlyDictionary<string, string> variables)
    {
        try
        {
            return Parse(ReadBounded(path), path, variables);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return Unreadable(path, "there is no such file", "name the catalog that is meant");
        }
        catch (DecoderFallbackException)
        {
            return Unreadable(path, "is no UTF-8 text", "save it as UTF-8");
        }
        catch (Exception e)
            when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return Unreadable(path, $"cannot be read ({Shown.Text(e.Message)})", "name a readable YAML file");
        }
    }

    /// <param name="text">The YAML.</param>
    /// <param name="fileName">What errors call the file.</param>
    /// <param name="variables">Values of variables by name; those that the file does not declare are left out.</param>
    public static CatalogReading Parse(string text, string fileName, IReadOnlyDictionary<string, string> variables)
    {
        var errors = new ErrorList(fileName);
        if (text.Length > MaxSize)
            errors.Add(default, "", TooLarge, "split it into one catalog a customer");

        var root = errors.Count == 0 ? YamlReader.Read(text, errors) : null;
        if (root is null)
            return new CatalogReading(null, errors.InOrder(), []);

        var given = new VariableValues(variables);
        var catalog = CatalogReader.Read(root, errors, given);
        return new CatalogReading(errors.Count == 0 ? catalog : null, errors.InOrder(), given.Declared);
    }

    private static string TooLarge => $"is larger than {MaxSize / (1024 * 1024)} MiB";

    private static CatalogReading Unreadable(string path, string problem, string mend) =>
        new(null, [new CatalogError(path, 0, 0, "", problem, mend)], []);

    /// <summary>One byte more than the limit is enough to know; a device without an end is no trap.</summary>
    private static string ReadBounded(string path)
    {
        using var file = File.OpenRead(path);
        using var bytes = new MemoryStream();
        var buffer = new byte[64 * 1024];
        int read;
        while (bytes.Length <= MaxSize && (read = file.Read(buffer)) > 0)
            bytes.Write(buffer, 0, read);

        return bytes.Length > MaxSize
            ? throw new IOException(TooLarge)
            : StrictUtf8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
    }
}
