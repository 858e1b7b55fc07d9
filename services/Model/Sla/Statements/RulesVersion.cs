namespace Ringback.Model.Sla.Statements;

/// <summary>Names the rules that figures follow from: it changes whenever the same results may give another figure.</summary>
public static class RulesVersion
{
    public const string Current = "2026-11";
}
