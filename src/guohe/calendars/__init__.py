"""Days on which money can move: public holidays and make-up workdays of the Mainland, Hong Kong and Macao."""
