namespace TalosBoot.Factory.Wizard.State;

/// <summary>A field of the form that cannot be understood. Its content is never told: it may be a secret.</summary>
internal sealed class SchematicFieldException(string name, Exception? cause = null) : Exception($"the field {name} cannot be understood", cause)
{
    /// <summary>The name of the field.</summary>
    public string Field => name;
}
