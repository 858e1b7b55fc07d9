namespace Ringback.Model.Access;

/// <summary>What somebody may do; each may all that those before it may.</summary>
public enum Role
{
    /// <summary>Reads what is measured.</summary>
    Viewer = 1,

    /// <summary>Announces work, writes to incidents, runs checks, reads the catalog.</summary>
    Operator,

    /// <summary>Changes the catalog and keys, reads the audit log.</summary>
    Admin,
}
