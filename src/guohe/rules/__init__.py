"""What a rulebook says of facts: findings with their clause, version, inputs and who may decide otherwise."""
