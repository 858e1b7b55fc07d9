using System.Diagnostics.CodeAnalysis;
using Ringback.CatalogFiles.Reading;
using Ringback.CatalogFiles.Schema;
using Ringback.CatalogFiles.Values;
using Ringback.CatalogFiles.Yaml;

namespace Ringback.CatalogFiles.Parts;

/// <summary>What must, or may, be given from outside.</summary>
internal static class VariablesReader
{
    public static void Read(Section catalog)
    {
        if (catalog.Find("variables") is not { } field)
            return;

        if (!Section.TryOpen(field, "a map of names", partial: false, out var variables))
            return;

        foreach (var (key, variable) in variables.Entries())
            Declare(key, variable);
    }

    private static void Declare(YamlScalar key, Field variable)
    {
        var atKey = variable with { Node = key };
        if (!CatalogVariables.IsName(key.Text))
        {
            atKey.Fail(
                $"{Shown.Quoted(key.Text)} is no name of a variable",
                "write up to 64 letters, digits and underscores, such as PBX_HOST"
            );
            return;
        }

        if (!Section.TryOpen(variable, "a map with a 'description'", partial: false, out var section))
        {
            // Declared all the same, so that its uses are no further errors.
            variable.Variables.Declare(key.Text, null);
            return;
        }

        var description = section.Required<string>("description", "say what it is, in one line", One.Line);
        var otherwise = section.Maybe<string>("default", Default);
        section.Close();
        if (!variable.Variables.Declare(key.Text, otherwise) && section.Find("default") is null)
        {
            atKey.Fail(
                $"the required variable {key.Text} ({Shown.Text(description ?? "")}) is not given",
                $"give it with --set {key.Text}=value or the environment variable {CatalogVariables.EnvironmentPrefix}{key.Text}"
            );
        }
    }

    /// <summary>As it stands: other variables are not put in, and it may be empty.</summary>
    private static bool Default(Field field, [MaybeNullWhen(false)] out string text)
    {
        if (field.Node is Sketch sketch)
            sketch.Said.BeText("its value where none is given", null);
        text = (field.Node as YamlScalar)?.Text;
        return text is not null || field.Fail("is no single value", "write one, in quotes where it holds ': ' or ' #'");
    }
}
