DROP TRIGGER grants_approvedequipment_law ON grants_approvedequipment;
DROP FUNCTION grants_approvedequipment_law();
